import * as z from 'zod';
import { trailLoggingSchema } from '../../assure/coverage/trail-logging-schema';
import { damagedFile, openSealedText, type SealedText, sealText } from './sealed-text';

/** Folders below a data folder that hold what commits name. */
export const FILE_FOLDERS = ['events', 'originals', 'names', 'tokens', 'files', 'coverage'] as const;

const ID = /^[A-Za-z0-9_-]{1,100}$/;
/** Nothing outside the data folder can be named: a name is also what a sweep may delete. */
export const FILE_PATH = new RegExp(`^(?:${FILE_FOLDERS.join('|')})/[A-Za-z0-9_-]{1,100}\\.(?:parquet|bin)$`);

const count = z.number().int().nonnegative();
const id = z.string().regex(ID);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const segmentFile = z.object({ path: z.string().regex(FILE_PATH), bytes: count, sha256 }).readonly();

/** The files of one segment; a segment has one of each. */
export const SEGMENT_PARTS = ['events', 'originals', 'names', 'tokens'] as const;

export const segmentSchema = z
  .object({
    id,
    rows: count,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    meaningVersion: count,
    events: segmentFile,
    originals: segmentFile,
    names: segmentFile,
    tokens: segmentFile,
  })
  .readonly();

export const ledgerPartSchema = z.object({ id, rows: count, file: segmentFile }).readonly();

/** Entries of what trails logged, which each commit with coverage repeats. */
export const MAXIMUM_TRAILS = 1_000;

export const coverageSchema = z
  .object({
    id,
    days: segmentFile,
    named: segmentFile,
    /** What trails log, of verifications that were given their event selectors. */
    trails: z.array(trailLoggingSchema).max(MAXIMUM_TRAILS).readonly().exactOptional(),
  })
  .readonly();

const changeSchema = z
  .object({
    addSegments: z.array(segmentSchema).readonly(),
    removeSegments: z.array(id).readonly(),
    addLedgers: z.array(ledgerPartSchema).readonly(),
    removeLedgers: z.array(id).readonly(),
    coverage: coverageSchema.optional(),
  })
  .readonly();

const commitSchema = z
  .object({
    number: count.min(1),
    time: z.iso.datetime(),
    /** SHA-256 of the body of the commit before it; null in commit 1. */
    previous: sha256.nullable(),
    change: changeSchema,
  })
  .readonly();

/** A file that a commit names: path relative to the data folder (`events/<id>.parquet`), size, SHA-256. */
export type SegmentFile = z.infer<typeof segmentFile>;

/**
 * Events that were written together. `from` and `until` are the eventTime of the first and the last row
 * (`2026-03-14T09:26:53Z`); `meaningVersion` is the lowest in it.
 */
export type Segment = z.infer<typeof segmentSchema>;

/** Ledger rows that were written together: what became of which log file. */
export type LedgerPart = z.infer<typeof ledgerPartSchema>;

/** What `verify` found: the days, and the log files that valid digests name. */
export type Coverage = z.infer<typeof coverageSchema>;

/**
 * What one commit adds and removes, all or nothing. Removed ones are named by id. `coverage` replaces what was there.
 */
export type Change = z.infer<typeof changeSchema>;

export type Commit = z.infer<typeof commitSchema>;

export const NO_CHANGE: Change = { addSegments: [], removeSegments: [], addLedgers: [], removeLedgers: [] };

const FORMAT = 'ddb-audit commit 1';

/** @throws ZodError for a commit that `parseCommit` would not read back */
export const formatCommit = (commit: Commit): SealedText => sealText(FORMAT, commitSchema.parse(commit));

/**
 * @returns the commit, and the SHA-256 by which the next commit refers to it
 * @throws AuditTrailError `DamagedFile`
 */
export function parseCommit(
  path: string,
  bytes: Buffer,
): { readonly commit: Commit; readonly sha256: string } {
  const { body, sha256 } = openSealedText(path, FORMAT, bytes);
  return { commit: parseBody(path, commitSchema, body), sha256 };
}

/** @throws AuditTrailError `DamagedFile` when a body has its checksum, but another form. */
export function parseBody<T>(path: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw damagedFile(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}
