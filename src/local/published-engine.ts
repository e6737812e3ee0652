import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the engine of a data folder answers, and the word it wants to hear. */
export interface PublishedEngine {
  readonly endpoint: string;
  readonly secret: string;
  /** Its process, for people who have to end it. */
  readonly pid: number;
}

/** Path under which a client holds its lease: a response that does not end while the engine lives. */
export const LEASE_PATH = '/lease';

const toPath = (folder: string): string => join(folder, 'engine.json');

/**
 * The engine published in a data folder, which may be dead by now. `undefined` where none is
 * published, or where what is there is not whole: the lock of the database decides, not this file.
 */
export function readPublishedEngine(folder: string): PublishedEngine | undefined {
  try {
    const { endpoint, secret, pid } = JSON.parse(readFileSync(toPath(folder), 'utf8')) as Record<
      string,
      unknown
    >;
    const isWhole = typeof endpoint === 'string' && typeof secret === 'string' && typeof pid === 'number';
    return isWhole ? { endpoint, secret, pid } : undefined;
  } catch {
    return undefined;
  }
}

/** Publishes an engine for this user alone; readers see the old file or the new one, whole. */
export async function publishEngine(
  folder: string,
  { endpoint, secret, pid }: PublishedEngine,
): Promise<void> {
  const written = `${toPath(folder)}.${process.pid}`;
  await writeFile(written, JSON.stringify({ endpoint, secret, pid }), { mode: 0o600 });
  await rename(written, toPath(folder));
}

/** Takes the publication back. Only the owner of the database lock may call it. */
export async function withdrawEngine(folder: string): Promise<void> {
  await rm(toPath(folder), { force: true });
}
