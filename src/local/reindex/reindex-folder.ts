import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ClassifyOptions } from '../../audit/classify';
import { MEANING_VERSION } from '../../audit/meaning-version';
import type { Change } from '../../audit/record-changes';
import { AuditTrailError } from '../../errors';
import { riskAssessor } from '../../rules/assess-risk';
import { toIdentity } from '../../store/lanes';
import type { Row } from '../ask/connections';
import { formatEventTime, VARIANT_COLUMNS } from '../ask/row-values';
import { openDatabase } from '../duckdb/database';
import { sqlPath } from '../duckdb/sql-text';
import { checkFile } from '../folder/check-file';
import { claimFolder } from '../folder/claim-folder';
import { NO_CHANGE, type Segment } from '../folder/commit';
import { CommitLog } from '../folder/commit-log';
import type { FolderState } from '../folder/folder-state';
import { sweep } from '../folder/sweep';
import { isFull } from '../ingest/file-rows';
import { localSettings } from '../ingest/local-settings';
import { rewriteSegment } from '../ingest/rewrite-segment';
import { mergeFolder } from '../merge/merge-folder';
import { RowBuffer } from '../segments/row-buffer';
import { SegmentWriter } from '../segments/segment-writer';
import { remakeRow } from './remake-row';

export interface FolderRun {
  readonly dryRun: boolean;
  /** Aborted to end after the segment that is being written. */
  readonly signal: AbortSignal;
  /** Called with each record that another version gave its meaning: its changes, or why it stays as it is. */
  readonly onRecord: (record: RemadeRecord) => void;
}

export interface RemadeRecord {
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly changes: readonly Change[];
  readonly left?: string | undefined;
}

/** MiB for reading and writing segments. */
const MEMORY_MIB = 300;
/** Rows that are read at once. */
const ROWS_AT_ONCE = 2_048;
/** How often a commit is repeated because other processes were faster. */
const MAXIMUM_ATTEMPTS = 1_000;

/**
 * Gives the records of a data folder the meaning of this version, from their originals: one commit for each segment.
 * Segments of this version are not read.
 * @returns false if interrupted. Run again, it goes on.
 * @throws AuditTrailError `NotFound` if there is no data folder; `Configuration` if it cannot be written, or a newer
 * version wrote to it; `DamagedFile`
 */
export async function reindexFolder(dir: string, run: FolderRun): Promise<boolean> {
  const log = new CommitLog(claimFolder(dir, false));
  const { connection, close } = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB });
  const remaker = new FolderRemaker(log, connection, run);
  try {
    return await remaker.run();
  } finally {
    close();
    if (remaker.commits > 0) await tidy(log, run.signal);
  }
}

async function tidy(log: CommitLog, signal: AbortSignal): Promise<void> {
  await mergeFolder(log, { signal });
  await sweep(log);
}

class FolderRemaker {
  commits = 0;
  readonly #classify: ClassifyOptions = { assessRisk: riskAssessor(localSettings()) };
  readonly #writer: SegmentWriter;
  /** Segments that were read, and those with what is left of them. */
  readonly #done = new Set<string>();

  constructor(
    readonly log: CommitLog,
    readonly connection: DuckDBConnection,
    readonly options: FolderRun,
  ) {
    this.#writer = new SegmentWriter(connection, log.folder);
  }

  async run(): Promise<boolean> {
    for (let state = await this.log.read(); ; state = await this.log.read()) {
      const segment = findOlder(state, this.#done);
      if (!segment) return true;
      if (this.options.signal.aborted) return false;
      this.#done.add(segment.id);
      await this.#remake(segment, state);
    }
  }

  async #remake(segment: Segment, state: FolderState): Promise<void> {
    const { dryRun } = this.options;
    for (const file of [segment.events, segment.originals]) await checkFile(this.log.folder, file);
    const addSegments: Segment[] = [];
    const remade: string[] = [];
    const buffer = new RowBuffer();
    const write = async () => {
      if (buffer.length > 0 && !dryRun) addSegments.push(await this.#writer.writeSegment(buffer));
      buffer.clear();
    };
    for (let start = 0; start < segment.rows; start += ROWS_AT_ONCE) {
      for (const row of await this.#read(segment, start)) {
        if (Number(row.meaningVersion) < MEANING_VERSION) this.#take(row, buffer, remade);
      }
      if (isFull(buffer)) await write();
    }
    await write();
    if (dryRun || remade.length === 0) return;
    const rest = await rewriteSegment(this.connection, this.log.folder, segment, remade);
    if (rest) {
      addSegments.push(rest);
      this.#done.add(rest.id);
    }
    await this.#commit(segment, addSegments, state);
  }

  #take(row: Row, buffer: RowBuffer, remade: string[]): void {
    const result = remakeRow(row, this.#classify);
    const eventId = String(row.eventId);
    this.options.onRecord({
      ...{ eventId, eventTime: formatEventTime(row.time), eventName: String(row.eventName) },
      ...(result.kind === 'left' ? { changes: [], left: result.reason } : { changes: result.changes }),
    });
    if (result.kind === 'left') return;
    buffer.add(result.audited, result.event, result.source);
    remade.push(toIdentity(eventId, String(row.contentHash)));
  }

  async #read({ events, originals }: Segment, start: number): Promise<Row[]> {
    const table = ({ path }: { path: string }) =>
      `read_parquet(${sqlPath(join(this.log.folder, path))}, file_row_number = true)`;
    const reader = await this.connection.runAndReadAll(
      `SELECT ${VARIANT_COLUMNS}, meaningVersion, original FROM ${table(events)} AS events
       JOIN ${table(originals)} AS originals USING (file_row_number)
       WHERE file_row_number BETWEEN ${start} AND ${start + ROWS_AT_ONCE - 1} ORDER BY file_row_number`,
    );
    return reader.getRowObjectsJS() as Row[];
  }

  /** Commits, unless another process has replaced the segment: then its new segments are looked at. */
  async #commit({ id }: Segment, addSegments: readonly Segment[], from: FolderState): Promise<void> {
    let state = from;
    for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
      if (!state.segments.has(id)) {
        for (const segment of addSegments) await this.#writer.discard(segment);
        return;
      }
      if (await this.log.append({ ...NO_CHANGE, addSegments, removeSegments: [id] }, state)) {
        this.commits += 1;
        return;
      }
      state = await this.log.read();
    }
    throw new AuditTrailError(
      'ServiceFailed',
      `Cannot write to ${this.log.folder}: other processes commit all the time. End some of them, then run the same command again.`,
    );
  }
}

/** @throws AuditTrailError `Configuration` if a newer version wrote a segment */
function findOlder({ segments }: FolderState, done: ReadonlySet<string>): Segment | undefined {
  const all = [...segments.values()];
  const newer = all.find(({ meaningVersion }) => meaningVersion > MEANING_VERSION);
  if (newer) {
    throw new AuditTrailError(
      'Configuration',
      `The data folder has records of meaning version ${newer.meaningVersion}, but this ddb-audit has version ` +
        `${MEANING_VERSION}. Use the newer version.`,
    );
  }
  return all.find(({ id, meaningVersion }) => meaningVersion < MEANING_VERSION && !done.has(id));
}
