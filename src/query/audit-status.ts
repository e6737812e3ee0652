import type { LogFileLifecycle } from '../assure/lifecycle/log-file-lifecycle';
import { addCounts, countUnaccounted, type FileCounts, nothingCounted } from '../store/ledger/file-counts';
import type { LastBackfill } from '../store/ledger/last-backfill';
import { DAY_MS, HOUR_MS } from '../time';
import { FILE_STATUSES, type FileStatus } from './file-query';
import { type FileRecord, hasStatus, toFileRecords } from './file-record';
import type { KnownFile } from './known-files';
import { type PlaceStatus, PlaceStatuses } from './place-status';
import type { QueueStatus } from './queue-status';
import type { StatusCoverage } from './status-coverage';

/** What became of all log files. */
export interface AuditStatus {
  /** When it was asked, ISO 8601. */
  readonly time: string;
  /** Number of log files by status, and of all. A file can have several statuses. */
  readonly files: FileNumbers;
  /** When the last file was ingested or failed, ISO 8601. Absent without files. */
  readonly lastFinishedAt?: string;
  /** Seconds since then. */
  readonly lagSeconds?: number;
  /** Number of contents that were ingested or failed in the last hour, and in the last 24 hours. */
  readonly finishedLastHour: number;
  readonly finishedLastDay: number;
  /** Sums over the contents of all files. */
  readonly counts: Readonly<FileCounts>;
  /** Number of records of which it is not known what became of them. Anything but 0 is an error of this program. */
  readonly unaccounted: number;
  /** The first files that failed, at most 20. */
  readonly failures: readonly FileFailure[];
  /** Each account and Region with files, in this order: at most 10,000. */
  readonly places: readonly PlaceStatus[];
  /** The queues of the deployment. Absent for a data folder, which has none. */
  readonly queues?: readonly QueueStatus[];
  /** What the last backfill came to. Absent if there was none, and for a data folder. */
  readonly lastBackfill?: LastBackfill;
  /**
   * What lifecycle rules do with the log files of each source. Absent if every event has a record of its own, and for a
   * data folder.
   */
  readonly lifecycles?: readonly LogFileLifecycle[];
  /** Which accounts and Regions are proven. Absent if no digest was verified. */
  readonly coverage?: StatusCoverage;
  /** True if all files are counted. Otherwise no place is called silent. */
  readonly complete: boolean;
  /** Number of entries of the ledger looked at. */
  readonly entries: number;
  /** What the answer does not cover. */
  readonly notices: readonly string[];
}

/** `unreferenced` is absent if no digest was verified. It counts the deliveries of the last 30 days. */
export type FileNumbers = Readonly<
  Record<Exclude<FileStatus, 'unreferenced'> | 'all', number> & { unreferenced?: number }
>;

export type FileFailure = Pick<FileRecord, 'bucket' | 'key' | 'finishedAt' | 'error'>;

const MAXIMUM_FAILURES = 20;

/** Collects the status of all files. */
export class StatusCollector {
  readonly #now: number;
  readonly #files = { all: 0, done: 0, failed: 0, rejected: 0, altered: 0, unreferenced: 0 };
  readonly #counts = nothingCounted();
  readonly #failures: FileFailure[] = [];
  readonly #places = new PlaceStatuses();
  #last = '';
  #lastHour = 0;
  #lastDay = 0;

  readonly #unreferenced: ReadonlySet<string> | undefined;

  /**
   * @param now epoch milliseconds
   * @param unreferenced files that no digest names, as `s3://bucket/key`; undefined if they are not known
   */
  constructor(now: number, unreferenced: ReadonlySet<string> | undefined) {
    this.#now = now;
    this.#unreferenced = unreferenced;
  }

  /** Whether there are more places than the answer names. */
  get hasMorePlaces(): boolean {
    return this.#places.hasMore;
  }

  /** Adds a file. */
  add(file: KnownFile): void {
    const records = toFileRecords(file, this.#unreferenced);
    this.#files.all += 1;
    for (const status of FILE_STATUSES) {
      if (records.some((record) => hasStatus(record, status))) this.#files[status] += 1;
    }
    for (const record of records) this.#addRecord(record);
    this.#places.add(records);
  }

  #addRecord({ bucket, key, status, error, counts, finishedAt }: FileRecord): void {
    addCounts(this.#counts, counts);
    const age = this.#now - Date.parse(finishedAt);
    if (age <= HOUR_MS) this.#lastHour += 1;
    if (age <= DAY_MS) this.#lastDay += 1;
    if (finishedAt > this.#last) this.#last = finishedAt;
    if (status === 'failed' && this.#failures.length < MAXIMUM_FAILURES) {
      this.#failures.push({ bucket, key, finishedAt, error });
    }
  }

  /** @param silentHours hours without a delivery, while others have some, that make a place silent */
  finish(silentHours: number, complete: boolean, entries: number): Omit<AuditStatus, 'notices'> {
    const { unreferenced, ...files } = this.#files;
    return {
      time: new Date(this.#now).toISOString(),
      files: { ...files, ...(this.#unreferenced && { unreferenced }) },
      ...(this.#last && {
        lastFinishedAt: this.#last,
        lagSeconds: Math.max(0, Math.round((this.#now - Date.parse(this.#last)) / 1_000)),
      }),
      finishedLastHour: this.#lastHour,
      finishedLastDay: this.#lastDay,
      counts: this.#counts,
      unaccounted: countUnaccounted(this.#counts),
      failures: this.#failures,
      places: this.#places.finish(complete ? silentHours : undefined),
      complete,
      entries,
    };
  }
}
