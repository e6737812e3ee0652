import { isAltered } from '../../ingest/altered-content';
import { toDoneEntry, toFailedFile } from '../../ingest/file-entries';
import { type FileEventOptions, fileEventReader, type OnEvent } from '../../ingest/file-events';
import { FileSpanCollector } from '../../ingest/file-span';
import type { ReportedOutcome } from '../../ingest/ingest-context';
import type { ItemSource } from '../../store/items/item-source';
import { toEventTime } from '../../store/lanes';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import type { Segment } from '../folder/commit';
import type { RowBuffer } from '../segments/row-buffer';
import type { SegmentWriter } from '../segments/segment-writer';
import { findRange } from './find-range';
import type { OpenedFile, OpenFile } from './open-file';
import type { PlannedFile } from './planned-file';

/** Rows of a segment at most, while ingesting: DuckDB needs memory for each. */
export const SEGMENT_ROWS = 6_144;
/** Bytes of the rows of a segment, about, at most. */
export const SEGMENT_BYTES = 32 * 2 ** 20;

export const isFull = ({ length, bytes }: Pick<RowBuffer, 'bytes' | 'length'>): boolean =>
  length >= SEGMENT_ROWS || bytes >= SEGMENT_BYTES;

/** Which events rows are, for finding out which of them the audit has. */
export interface RowIdentities {
  /** Event id and content hash, by row. */
  readonly identities: readonly string[];
  /** Sort keys, by row. */
  readonly occurred: readonly string[];
  /** Rows that are copies: the id of the event, by row. */
  readonly copies: ReadonlyMap<number, string>;
}

/** A segment of one large file, which counts once the whole file was read. */
export interface OwnSegment extends RowIdentities {
  readonly segment: Segment;
}

/** A file that was read to its end, but for its rows. */
export interface FileRows {
  readonly file: PlannedFile;
  readonly entry: LedgerEntry;
  readonly outcome: ReportedOutcome;
  /** Rows that are copies of events: the event's id, by row. */
  readonly copies: ReadonlyMap<number, string>;
  /** Rows before those, if the file has more than a segment. */
  readonly segments: readonly OwnSegment[];
}

/** What reading files needs. */
export interface FileReading {
  readonly open: OpenFile;
  readonly toOptions: (file: PlannedFile) => FileEventOptions & {
    /** The log file of the event that is being read. Default: the file itself. */
    readonly toSource?: () => ItemSource | undefined;
  };
  readonly writer: SegmentWriter;
  /** Aborted when files that are not read to their end shall be left. */
  readonly signal: AbortSignal;
}

/** The data folder cannot be written: not a failure of the file that was being read. */
class CannotWrite extends Error {}

/**
 * Reads a file. Rows that do not fit into a segment are written to segments of their own, which are deleted
 * if the file fails.
 * @param rows gets the rows, and loses what it has
 * @returns undefined if the signal was aborted. A file that cannot be read is a result.
 * @throws what writing a segment throws
 */
export async function readFileRows(
  file: PlannedFile,
  reading: FileReading,
  rows: RowBuffer,
): Promise<FileRows | undefined> {
  rows.clear();
  const segments: OwnSegment[] = [];
  let opened: OpenedFile | undefined;
  try {
    opened = await reading.open(file);
    return await readRows(file, opened, reading, rows, segments);
  } catch (thrown) {
    rows.clear();
    for (const { segment } of segments) await reading.writer.discard(segment);
    if (thrown instanceof CannotWrite) throw thrown.cause;
    if (reading.signal.aborted) return undefined;
    const { entry, status, reason } = toFailedFile(file, file.place, thrown, opened);
    return { file, entry, outcome: { status, reason }, copies: new Map(), segments: [] };
  }
}

async function readRows(
  file: PlannedFile,
  opened: OpenedFile,
  { toOptions, writer }: FileReading,
  rows: RowBuffer,
  segments: OwnSegment[],
): Promise<FileRows> {
  const source = { bucket: file.bucket, key: file.key };
  const span = new FileSpanCollector();
  let copies = new Map<number, string>();
  const noteRows = () => {
    const [first, last] = rows.length > 0 ? findRange(rows.occurred).map(toEventTime) : [];
    span.add(rows.named, first, last);
  };
  const writeOwn = async () => {
    noteRows();
    const { identities, occurred } = rows;
    const segment = await writer.writeSegment(rows).catch((error: unknown) => {
      throw new CannotWrite('Cannot write a segment', { cause: error });
    });
    segments.push({ segment, identities, occurred, copies });
    rows.clear();
    copies = new Map();
  };

  const options = toOptions(file);
  const reader = fileEventReader(options);
  const onEvent: OnEvent = (audited, event, copyOf) => {
    if (copyOf !== undefined) copies.set(rows.length, copyOf);
    rows.add(audited, event, options.toSource?.() ?? source);
    return isFull(rows) ? writeOwn() : undefined;
  };
  const { content } = opened;
  const findings = await ('length' in content
    ? reader.readWhole(content, onEvent)
    : reader.read(content, onEvent));
  noteRows();

  const entry = toDoneEntry(file, file.place, opened, findings, span.toSpan());
  const { counts, rejected, unknownOperations, summary } = findings;
  const { gzipMembers, paddingBytes, shapes } = summary;
  return {
    file,
    entry,
    outcome: {
      status: 'done',
      counts,
      unknownOperations,
      gzipMembers,
      paddingBytes,
      isAltered: isAltered(entry, file.doneHashes ?? []),
      rejected,
      shapes,
    },
    copies,
    segments,
  };
}
