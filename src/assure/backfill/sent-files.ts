import type { DayFolder } from '../aws/day-folders';
import { forEachAtOnce } from '../in-order';
import { type ComparedFile, compareDay } from './compare-day';
import type { SurveyOptions } from './survey';

/** Days to look at again: about 50 MB. */
const MAXIMUM_DAYS = 200_000;
const MAXIMUM_FAILURES = 10;
const DAYS_AT_ONCE = 4;

/** A file that failed, and why. */
export interface FailedFile {
  readonly key: string;
  readonly error: string;
}

/** What became of the files that were sent to the queue, by the ledger. */
export class SentFiles {
  readonly #since: string;
  /** Days with files that may still be read. */
  #open = new Set<DayFolder>();
  #failed = 0;
  #waiting = 0;
  #uncheckedDays = 0;
  readonly #failures: FailedFile[] = [];

  /** @param since when the first file was sent, ISO 8601: an earlier failure says nothing */
  constructor(since: string) {
    this.#since = since;
  }

  /** Files that failed since they were sent. */
  get failed(): number {
    return this.#failed;
  }

  /** Files that the ledger does not have, and that have not failed since they were sent. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The first files that failed. */
  get failures(): readonly FailedFile[] {
    return this.#failures;
  }

  /** Days that are not looked at again, because there are more than 200,000. */
  get uncheckedDays(): number {
    return this.#uncheckedDays;
  }

  /** Notes that files of a day are sent. */
  add(day: DayFolder): void {
    if (this.#open.has(day)) return;
    if (this.#open.size < MAXIMUM_DAYS) this.#open.add(day);
    else this.#uncheckedDays += 1;
  }

  /**
   * Reads the ledger again, of the days with files that may still be read.
   * @throws AuditTrailError `ServiceFailed`
   */
  async check({ client, search, readLedger, signal }: SurveyOptions): Promise<void> {
    const open = new Set<DayFolder>();
    let all = 0;
    await forEachAtOnce(this.#open, DAYS_AT_ONCE, async (day) => {
      if (signal.aborted) return;
      let waiting = 0;
      const failures: FailedFile[] = [];
      let failed = 0;
      for await (const { files } of compareDay(client, readLedger, day, search)) {
        for (const file of files) {
          if (this.#isWaiting(file)) waiting += 1;
          else if (file.state === 'failed') {
            failed += 1;
            if (failures.length < MAXIMUM_FAILURES) failures.push({ key: file.key, error: file.error ?? '' });
          }
        }
      }
      all += waiting;
      if (waiting > 0) open.add(day);
      else this.#settle(failed, failures);
    });
    // An aborted check has not seen all days.
    if (signal.aborted) return;
    this.#open = open;
    this.#waiting = all;
  }

  #settle(failed: number, failures: readonly FailedFile[]): void {
    this.#failed += failed;
    this.#failures.push(...failures.slice(0, MAXIMUM_FAILURES - this.#failures.length));
  }

  #isWaiting({ state, failedAt = '' }: ComparedFile): boolean {
    return state === 'missing' || (state === 'failed' && failedAt < this.#since);
  }
}
