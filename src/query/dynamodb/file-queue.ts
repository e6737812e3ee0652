import { secondAfter } from '../../time';
import type { Order } from '../time-range';
import { type FileCandidate, sortFiles } from './file-candidates';
import type { PartitionPage } from './partition-buffer';
import { beforeEvents, type ReadSteps } from './read-steps';

/** The log files that are to be read, hour by hour, in the order of the question. */
export class FileQueue {
  readonly #steps: ReadSteps;
  readonly #order: Order;
  readonly #accept: (files: readonly FileCandidate[]) => readonly FileCandidate[];
  /** Of the hours that are open. */
  #files: FileCandidate[] = [];
  #step = 0;
  /** Everything up to this time is in the log files of the hours that are open. Undefined if no hour follows them. */
  #readTo: string | undefined = '';

  /** @param accept which files of an hour are read, called once the hour is opened */
  constructor(
    steps: ReadSteps,
    order: Order,
    accept: (files: readonly FileCandidate[]) => readonly FileCandidate[],
  ) {
    this.#steps = steps;
    this.#order = order;
    this.#accept = accept;
  }

  /** Opens an hour if no file is waiting, and hours that follow it until so many are, if they may be opened before their turn. */
  async open(count: number, mayReadAhead: () => boolean): Promise<void> {
    if (this.#files.length === 0) await this.#openHour();
    const isShort = () => this.#files.length > 0 && this.#files.length < count;
    while (isShort() && this.#readTo !== undefined && mayReadAhead()) await this.#openHour();
  }

  /** How many files of the hours that are open were not taken. */
  get waiting(): number {
    return this.#files.length;
  }

  /** The files that come next. */
  take(count: number): readonly FileCandidate[] {
    return this.#files.splice(0, count);
  }

  /** Opens hours until so many files are waiting, and gives a page without entries that is closed if there is one. */
  async lookAhead(count: number, mayReadAhead: () => boolean): Promise<PartitionPage<never, never>> {
    await this.open(count, mayReadAhead);
    const { reached, waiting } = this;
    const next = reached === undefined ? undefined : { reached, isClosed: waiting > 0 };
    return { entries: [], examined: 0, ...(next && { next }) };
  }

  /** Sort key up to which all calls are in files that were taken. Undefined if all are. */
  get reached(): string | undefined {
    const [next] = this.#files;
    if (next === undefined) return this.#readTo === undefined ? undefined : beforeEvents(this.#readTo);
    return beforeEvents(this.#order === 'asc' ? next.first : secondAfter(next.last));
  }

  async #openHour(): Promise<void> {
    for (;;) {
      const step = await this.#steps.step(this.#step);
      if (step === undefined) {
        this.#readTo = undefined;
        return;
      }
      this.#step += 1;
      if (!('readTo' in step)) continue;
      this.#readTo = step.readTo;
      this.#files.push(...sortFiles(this.#accept(step.files), this.#order));
      return;
    }
  }
}
