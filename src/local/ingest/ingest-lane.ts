import type { ReportedOutcome } from '../../ingest/ingest-context';
import type { FileCounts } from '../../store/ledger/file-counts';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import type { LedgerPart, Segment } from '../folder/commit';
import { RowBuffer } from '../segments/row-buffer';
import { prepareSegment } from '../segments/segment-writer';
import {
  type FileReading,
  type FileRows,
  isFull,
  type OwnSegment,
  type RowIdentities,
  readFileRows,
  SEGMENT_BYTES,
  SEGMENT_ROWS,
} from './file-rows';
import type { PlannedFile } from './planned-file';
import type { DroppedRows, Reservation } from './reservation';
import type { FinishedBatch } from './segment-committer';

/** A segment is committed after this time though it is small, so that what was read can be asked. */
const SEGMENT_MILLISECONDS = 10_000;
/** Files that are committed together at most. */
const BATCH_FILES = 10_000;

/** What became of a file. */
export interface FileResult {
  readonly name: string;
  readonly outcome: ReportedOutcome;
}

/** The side of the process that commits. */
export interface Committer {
  reserve(groups: readonly RowIdentities[]): Promise<Reservation>;
  commit(batch: FinishedBatch, results: readonly FileResult[]): Promise<void>;
}

/** What a lane needs. */
export interface LaneOptions extends FileReading {
  readonly committer: Committer;
  /** Writes a segment of a large file again without rows that the audit has. */
  readonly rewrite: (segment: Segment, identities: readonly string[]) => Promise<Segment | undefined>;
}

/** A file that was read. Its rows are with those of other files. */
type ReadFile = Pick<FileRows, 'file' | 'entry' | 'outcome'>;

/** A row that is a copy, and the file that has it. */
interface CopiedRow {
  readonly copyOf: string;
  readonly file: ReadFile;
}

/** Reads files one after the other, and writes what they hold in segments. */
export class IngestLane {
  readonly #options: LaneOptions;
  readonly #rows = new RowBuffer();
  /** Of the file that is being read. */
  readonly #fileRows = new RowBuffer();
  #copies = new Map<number, CopiedRow>();
  #segments: { readonly own: OwnSegment; readonly file: ReadFile }[] = [];
  #files: ReadFile[] = [];
  /** Of a clock that nobody sets. */
  #since = 0;
  #committing: Promise<void> = Promise.resolve();

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Reads a file and keeps its rows, which are committed with those of other files. */
  async ingest(file: PlannedFile): Promise<void> {
    const read = await readFileRows(file, this.#options, this.#fileRows);
    if (!read) return;
    const readFile: ReadFile = { file, entry: read.entry, outcome: read.outcome };
    const rows = this.#rows.length + this.#fileRows.length;
    const bytes = this.#rows.bytes + this.#fileRows.bytes;
    if (rows > SEGMENT_ROWS || bytes > SEGMENT_BYTES) await this.flush();
    if (this.#files.length === 0) this.#since = performance.now();
    for (const [row, copyOf] of read.copies)
      this.#copies.set(this.#rows.length + row, { copyOf, file: readFile });
    this.#rows.addAll(this.#fileRows);
    this.#files.push(readFile);
    for (const own of read.segments) this.#segments.push({ own, file: readFile });
    const isOld = performance.now() - this.#since >= SEGMENT_MILLISECONDS;
    if (isFull(this.#rows) || isOld || this.#files.length >= BATCH_FILES) await this.flush();
  }

  /** Writes what was read. Its commit may still run when this returns. */
  async flush(): Promise<void> {
    const [copies, segments, files] = [this.#copies, this.#segments, this.#files];
    if (files.length === 0) return;
    this.#copies = new Map();
    this.#segments = [];
    this.#files = [];

    const { committer, writer, rewrite } = this.#options;
    const { identities, occurred } = this.#rows;
    const copyIds = new Map([...copies].map(([row, { copyOf }]) => [row, copyOf]));
    const reserving = committer.reserve([
      { identities, occurred, copies: copyIds },
      ...segments.map(({ own: { identities, occurred, copies } }) => ({ identities, occurred, copies })),
    ]);
    // Another thread compares the rows meanwhile.
    const prepared = prepareSegment(this.#rows);
    const { number, dropped } = await reserving;
    const copied = new Map<ReadFile, number>();
    const note = (file: ReadFile, count: number) => copied.set(file, (copied.get(file) ?? 0) + count);
    const [ofRows, ...ofSegments] = dropped;
    for (const row of ofRows!.copies) note(copies.get(row)!.file, 1);

    const written: Segment[] = [];
    for (const [index, { own, file }] of segments.entries()) {
      note(file, ofSegments[index]!.copies.length);
      const rest = await writeRest(own, ofSegments[index]!, rewrite);
      if (rest) written.push(rest);
    }
    const leftOut = ofRows!.rows;
    if (this.#rows.length > leftOut.length)
      written.push(await writer.writeSegment(this.#rows, leftOut, prepared));
    this.#rows.clear();
    const done = files.map((file) => withCopies(file, copied.get(file) ?? 0));
    const ledgers: LedgerPart[] = [await writer.writeLedger(done.map(({ entry }) => entry))];
    // One commit runs while the next segment is read.
    await this.#committing;
    this.#committing = committer.commit(
      { reservation: number, segments: written, ledgers },
      done.map(({ file, outcome }) => ({ name: file.name, outcome })),
    );
    this.#committing.catch(() => {});
  }

  /** Writes and commits everything that was read. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#committing;
  }
}

async function writeRest(
  { segment, identities }: OwnSegment,
  { rows }: DroppedRows,
  rewrite: LaneOptions['rewrite'],
): Promise<Segment | undefined> {
  return rows.length === 0
    ? segment
    : rewrite(
        segment,
        rows.map((row) => identities[row]!),
      );
}

/** Copies of stored events count as duplicates. */
function withCopies({ file, entry, outcome }: ReadFile, copies: number) {
  if (copies === 0 || outcome.status !== 'done') return { file, entry, outcome };
  const { audited, recorded, duplicates, ...others } = entry.counts;
  const counts: FileCounts = {
    ...others,
    audited: audited - copies,
    recorded: recorded - copies,
    duplicates: duplicates + copies,
  };
  const changed: LedgerEntry = { ...entry, counts };
  return { file, entry: changed, outcome: { ...outcome, counts } };
}
