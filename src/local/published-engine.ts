import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The endpoint of a data folder's engine, and the shared secret. */
export interface PublishedEngine {
  readonly endpoint: string;
  readonly secret: string;
  /** Process ID, for people who have to end it. */
  readonly pid: number;
}

/** Path of a client's lease: a response that does not end while the engine runs. */
export const LEASE_PATH = '/lease';

const toPath = (folder: string): string => join(folder, 'engine.json');

/**
 * Reads the engine published in a data folder, which may no longer run. Returns `undefined` if none is
 * published or the file is incomplete; the lock of the database decides, not this file.
 */
export function readPublishedEngine(folder: string): PublishedEngine | undefined {
  try {
    const { endpoint, secret, pid } = JSON.parse(readFileSync(toPath(folder), 'utf8')) as Record<
      string,
      unknown
    >;
    const isComplete = typeof endpoint === 'string' && typeof secret === 'string' && typeof pid === 'number';
    return isComplete ? { endpoint, secret, pid } : undefined;
  } catch {
    return undefined;
  }
}

/** Publishes an engine, readable by this user only. Renaming keeps readers from seeing half a file. */
export async function publishEngine(
  folder: string,
  { endpoint, secret, pid }: PublishedEngine,
): Promise<void> {
  const written = `${toPath(folder)}.${process.pid}`;
  await writeFile(written, JSON.stringify({ endpoint, secret, pid }), { mode: 0o600 });
  await rename(written, toPath(folder));
}

/** Removes the publication. Only the process that holds the lock of the database may call it. */
export async function withdrawEngine(folder: string): Promise<void> {
  await rm(toPath(folder), { force: true });
}
