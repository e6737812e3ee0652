import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import databases, { type Done, type Store, type Values, type Write } from 'dynalite/db';

/** Another process holds the lock of the folder's database. */
export class FolderLocked extends Error {}

/**
 * Opens a database and creates the server for it, which does not listen yet.
 *
 * dynalite opens its database in the background and does not expose it. Only the factory that it calls
 * tells when the database is open, or why it cannot be opened.
 * @throws FolderLocked when another process has it open
 */
export async function openDatabase(path: string): Promise<Server> {
  const { create } = databases;
  let store: Store | undefined;
  databases.create = (options) => {
    store = create(options);
    return store;
  };
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  databases.create = create;

  const { db } = store!;
  db.createValueStream = (range) => Readable.from(toValues(() => db.values(range)));
  const commit = groupCommit(db.batch);
  db.put = (key, value, done) => commit({ type: 'put', key, value }, done);
  db.del = (key, done) => commit({ type: 'del', key }, done);
  try {
    await db.open();
  } catch (error) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    if (cause?.code === 'LEVEL_LOCKED') throw new FolderLocked(path, { cause: error });
    throw new Error(`cannot open its database: ${cause?.message ?? error}`, { cause: error });
  }
  return server;
}

/** Number of values read per batch. */
const VALUES_AT_ONCE = 64;

/**
 * Reads in batches and closes its iterator. dynalite's own stream reads one value at a time and leaks
 * a LevelDB iterator, about 150 KB, on every query.
 */
async function* toValues(open: () => Values): AsyncGenerator<unknown> {
  const iterator = open();
  try {
    for (;;) {
      const values = await iterator.nextv(VALUES_AT_ONCE);
      if (values.length === 0) return;
      yield* values;
    }
  } finally {
    await iterator.close();
  }
}

/**
 * Writes everything from one turn of the event loop as one LevelDB batch. dynalite makes a dozen
 * separate writes for each item.
 */
function groupCommit(batch: Store['db']['batch']): (write: Write, done: Done) => void {
  let writes: Write[] = [];
  let waiting: Done[] = [];
  const flush = () => {
    const told = waiting;
    batch(writes, (error) => {
      for (const done of told) done(error);
    });
    writes = [];
    waiting = [];
  };
  return (write, done) => {
    if (writes.length === 0) setImmediate(flush);
    writes.push(write);
    waiting.push(done);
  };
}
