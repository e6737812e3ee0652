import * as z from 'zod';
import {
  type Change,
  type Commit,
  type Coverage,
  coverageSchema,
  FILE_PATH,
  type LedgerPart,
  ledgerPartSchema,
  parseBody,
  SEGMENT_PARTS,
  type Segment,
  type SegmentFile,
  segmentSchema,
} from './commit';
import { damagedFile, openSealedText, type SealedText, sealText } from './sealed-text';

/** A file that commits no longer name. It is deleted later, because questions may still read it. */
const removedFileSchema = z.object({ path: z.string().regex(FILE_PATH), at: z.iso.datetime() }).readonly();
export type RemovedFile = z.infer<typeof removedFileSchema>;

/** What a data folder holds after commit `number`; 0 is a folder without commits. Never changed in place. */
export interface FolderState {
  readonly number: number;
  /** Time of the newest commit. */
  readonly time: string;
  /** SHA-256 of the newest commit's body; null without commits. */
  readonly sha256: string | null;
  /** By id, in the order of their commits. */
  readonly segments: ReadonlyMap<string, Segment>;
  /** By id, in the order of their commits. */
  readonly ledgers: ReadonlyMap<string, LedgerPart>;
  /** Absent if nothing was verified. */
  readonly coverage?: Coverage | undefined;
  readonly removed: readonly RemovedFile[];
}

export const EMPTY_STATE: FolderState = {
  number: 0,
  time: '1970-01-01T00:00:00.000Z',
  sha256: null,
  segments: new Map(),
  ledgers: new Map(),
  removed: [],
};

const listSegmentFiles = (segment: Segment): SegmentFile[] => SEGMENT_PARTS.map((part) => segment[part]);

export const listCoverageFiles = (coverage: Coverage | undefined): SegmentFile[] =>
  coverage ? [coverage.days, coverage.named] : [];

/** The files of what was ingested. */
export const listAuditFiles = ({ segments, ledgers }: FolderState): SegmentFile[] => [
  ...[...segments.values()].flatMap(listSegmentFiles),
  ...[...ledgers.values()].map(({ file }) => file),
];

/** All files that the state names. */
export const listFiles = (state: FolderState): SegmentFile[] => [
  ...listAuditFiles(state),
  ...listCoverageFiles(state.coverage),
];

/** Why a change cannot follow a state; undefined if it can. */
export function findContradiction(state: FolderState, change: Change): string | undefined {
  const segments = change.addSegments.map(({ id }) => id);
  const ledgers = change.addLedgers.map(({ id }) => id);
  const removed = [
    ...change.removeSegments.filter((id) => !state.segments.has(id)),
    ...change.removeLedgers.filter((id) => !state.ledgers.has(id)),
  ];
  const added = [
    ...segments.filter((id, index) => state.segments.has(id) || segments.indexOf(id) !== index),
    ...ledgers.filter((id, index) => state.ledgers.has(id) || ledgers.indexOf(id) !== index),
  ];
  if (removed.length > 0) return `it removes ${removed[0]}, which commit ${state.number} does not have`;
  return added.length > 0 ? `it adds ${added[0]} twice` : undefined;
}

/**
 * @param path names the commit's file in errors
 * @throws AuditTrailError `DamagedFile` when the commit does not follow this state
 */
export function applyCommit(state: FolderState, commit: Commit, sha256: string, path: string): FolderState {
  const { number, time, previous, change } = commit;
  if (number !== state.number + 1 || previous !== state.sha256) {
    throw damagedFile(path, `it does not follow commit ${state.number} of this folder`);
  }
  const contradiction = findContradiction(state, change);
  if (contradiction !== undefined) throw damagedFile(path, contradiction);
  const segments = new Map(state.segments);
  const ledgers = new Map(state.ledgers);
  const removed = [
    ...change.removeSegments.flatMap((id) => listSegmentFiles(segments.get(id)!)),
    ...change.removeLedgers.map((id) => ledgers.get(id)!.file),
    ...(change.coverage ? listCoverageFiles(state.coverage) : []),
  ].map((file) => ({ path: file.path, at: time }));
  for (const id of change.removeSegments) segments.delete(id);
  for (const id of change.removeLedgers) ledgers.delete(id);
  for (const segment of change.addSegments) segments.set(segment.id, segment);
  for (const ledger of change.addLedgers) ledgers.set(ledger.id, ledger);
  const coverage = change.coverage ?? state.coverage;
  return { number, time, sha256, segments, ledgers, coverage, removed: [...state.removed, ...removed] };
}

const FORMAT = 'ddb-audit checkpoint 1';

const checkpointSchema = z.object({
  number: z.number().int().min(1),
  time: z.iso.datetime(),
  sha256: z.string(),
  segments: z.array(segmentSchema),
  ledgers: z.array(ledgerPartSchema),
  coverage: coverageSchema.optional(),
  removed: z.array(removedFileSchema),
});

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

export const formatCheckpoint = ({ segments, ledgers, ...rest }: FolderState): SealedText =>
  sealText(FORMAT, { ...rest, segments: [...segments.values()], ledgers: [...ledgers.values()] });

/** @throws AuditTrailError `DamagedFile` */
export function parseCheckpoint(path: string, bytes: Buffer): FolderState {
  const { body } = openSealedText(path, FORMAT, bytes);
  const { segments, ledgers, ...rest } = parseBody(path, checkpointSchema, body);
  return { ...rest, segments: byId(segments), ledgers: byId(ledgers) };
}
