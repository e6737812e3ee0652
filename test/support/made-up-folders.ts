import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSegmentFile } from '../../src/local/folder/check-file';
import { claimFolder } from '../../src/local/folder/claim-folder';
import {
  type Change,
  type Coverage,
  type LedgerPart,
  NO_CHANGE,
  type Segment,
} from '../../src/local/folder/commit';
import type { CommitLog } from '../../src/local/folder/commit-log';
import type { FolderState } from '../../src/local/folder/folder-state';

/** A new data folder without commits, below `parent`. */
export const makeDataFolder = (parent: string): string =>
  claimFolder(join(mkdtempSync(join(parent, 'data-')), 'audit'), true);

/** Writes the files of a segment, whose bytes are made up. */
export async function writeSegment(folder: string, id: string = randomUUID()): Promise<Segment> {
  const write = (part: string, ending: string) => writePart(folder, `${part}/${id}.${ending}`);
  return {
    id,
    rows: 3,
    from: '2026-03-14T09:26:53Z',
    until: '2026-03-14T10:00:00Z',
    meaningVersion: 1,
    events: await write('events', 'parquet'),
    originals: await write('originals', 'parquet'),
    names: await write('names', 'parquet'),
    tokens: await write('tokens', 'bin'),
  };
}

/** Writes a part of the ledger, whose bytes are made up. */
export const writeLedger = async (folder: string, id: string = randomUUID()): Promise<LedgerPart> => ({
  id,
  rows: 1,
  file: await writePart(folder, `files/${id}.parquet`),
});

/** Writes what a verification found, whose bytes are made up. */
export const writeCoverage = async (folder: string, id: string = randomUUID()): Promise<Coverage> => ({
  id,
  days: await writePart(folder, `coverage/${id}-days.parquet`),
  named: await writePart(folder, `coverage/${id}-named.parquet`),
});

function writePart(folder: string, path: string) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `bytes of ${path}`);
  return toSegmentFile(folder, path);
}

/** Writes one segment and the ledger part of its log file, to be committed together. */
export const writeChange = async (folder: string): Promise<Change> => ({
  ...NO_CHANGE,
  addSegments: [await writeSegment(folder)],
  addLedgers: [await writeLedger(folder)],
});

/** Appends a change to the newest state, again and again until it has a number. */
export async function commitChange(log: CommitLog, change: Change): Promise<FolderState> {
  for (;;) {
    const state = await log.append(change, await log.read());
    if (state) return state;
  }
}

/** Appends ledger parts with made-up bytes, one commit each. */
export async function commitLedgers(log: CommitLog, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await commitChange(log, { ...NO_CHANGE, addLedgers: [await writeLedger(log.folder)] });
  }
}
