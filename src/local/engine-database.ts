import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import databases, { type Done, type Store, type Values, type Write } from 'dynalite/db';

/** Another process owns the database of the folder. */
export class FolderLocked extends Error {}

/**
 * Opens a database and the server over it, which does not listen yet.
 *
 * dynalite opens its database in the background and keeps it to itself, so the only place to wait for
 * it, and to learn why it does not open, is the factory it calls.
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
    throw new Error(`its database does not open: ${cause?.message ?? error}`, { cause: error });
  }
  return server;
}

/** Values read ahead of what a query takes. */
const VALUES_AT_ONCE = 64;

/**
 * Reads in batches and closes what it opened. dynalite's own stream reads value by value and leaves
 * an iterator of LevelDB behind for each query, about 150 KB that are never freed.
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
 * Writes what is asked for in one turn of the event loop as one batch of LevelDB. An item takes a
 * dozen writes, and dynalite makes each on its own.
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
