import { formatEarly } from '../../assure/lifecycle/format-lifecycle';
import type { LogFileLifecycle } from '../../assure/lifecycle/log-file-lifecycle';
import { formatPlace } from '../../trail/object-place';
import { countWords } from '../format-count';
import type { FileProblem, NamedLogFile } from '../log-file-reader';
import type { ReadBudget } from '../read-budget';
import type { FileCandidate } from './file-candidates';

/** Problems that an answer names. */
const MOST_NAMED = 5;

/** Without `altered`, the events of a file that changed are not shown. */
const HOW_TO_SHOW = 'To show what the changed files have now, repeat the question with altered.';

interface FoundProblem extends FileProblem {
  readonly file: NamedLogFile;
  readonly calls: number;
}

/** Counts what was read of log files for an answer, and what could not be. */
export class FileUsage {
  readonly #budget: Pick<ReadBudget, 'files' | 'fileBytes'>;
  readonly #shows: boolean;
  readonly #why: string;
  readonly #problems = new Map<string, FoundProblem>();
  #files = 0;
  #bytes = 0;
  #leftOut = 0;
  #hasEnded = false;
  readonly #buckets = new Set<string>();
  #early: readonly LogFileLifecycle[] = [];

  /**
   * @param shows whether the events of changed files are shown
   * @param why why log files are not read, if they are not
   */
  constructor(budget: Pick<ReadBudget, 'files' | 'fileBytes'>, shows: boolean, why: string) {
    this.#budget = budget;
    this.#shows = shows;
    this.#why = why;
  }

  /** Log files that were read. */
  get files(): number {
    return this.#files;
  }

  /** Their uncompressed bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether files were read, and no more may be. */
  get isSpent(): boolean {
    return this.#files > 0 && this.filesLeft === 0;
  }

  /** How many more files may be read. */
  get filesLeft(): number {
    const { files = Number.POSITIVE_INFINITY, fileBytes = Number.POSITIVE_INFINITY } = this.#budget;
    return this.#bytes < fileBytes ? Math.max(0, files - this.#files) : 0;
  }

  addFile(file: NamedLogFile, bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
    this.#buckets.add(file.bucket);
  }

  /** Notes what lifecycle rules do with log files. */
  noteLifecycles(lifecycles: readonly LogFileLifecycle[]): void {
    this.#early = lifecycles.filter(({ state }) => state === 'early');
  }

  /** Notes calls of which only a log file says more, where log files are not read. */
  leaveOut({ summarized }: FileCandidate): void {
    this.#leftOut += summarized;
  }

  addProblem({ file, name, summarized }: FileCandidate, problem: FileProblem): void {
    const known = this.#problems.get(name);
    this.#problems.set(name, { file, ...problem, calls: (known?.calls ?? 0) + summarized });
  }

  /** Notes that the page ended because no more files may be read. */
  end(): void {
    this.#hasEnded = true;
  }

  /** What the answer lacks, as a clause. Undefined if nothing. */
  get lacks(): string | undefined {
    const calls = [...this.#problems.values()].reduce(
      (sum, problem) => (this.#isShown(problem) ? sum : sum + problem.calls),
      this.#leftOut,
    );
    return calls > 0 ? `up to ${countWords(calls, 'call')} in log files that were not read` : undefined;
  }

  /** What to know about the answer, as sentences. */
  get notices(): readonly string[] {
    return [
      ...(this.#leftOut > 0 ? [formatLeftOut(this.#leftOut, this.#why)] : []),
      ...this.#formatProblems(),
      ...this.#early.filter((found) => this.#isRead(found)).map(formatEarly),
    ];
  }

  /** What to know about the page alone. Undefined if nothing. */
  get pageNotice(): string | undefined {
    if (!this.#hasEnded) return undefined;
    return `The page ended after reading ${countWords(this.#files, 'log file')}. Its token continues.`;
  }

  #isRead({ place }: LogFileLifecycle): boolean {
    return [...this.#buckets].some((bucket) => place.startsWith(`s3://${bucket}/`));
  }

  #isShown({ kind }: Pick<FileProblem, 'kind'>): boolean {
    return kind === 'changed' && this.#shows;
  }

  #formatProblems(): string[] {
    const problems = [...this.#problems.values()];
    if (problems.length === 0) return [];
    const named = problems.slice(0, MOST_NAMED).map(({ file, kind, reason, calls }) => {
      const count = countWords(calls, 'call');
      const effect = this.#isShown({ kind })
        ? `the answer shows what it has now, instead of ${count} that it had`
        : `up to ${count} of it are missing from the answer`;
      return `Log file ${formatPlace(file)} is ${kind === 'denied' ? 'not readable' : kind}: ${reason}; ${effect}.`;
    });
    const others = problems.slice(MOST_NAMED);
    const calls = others.reduce((sum, problem) => sum + problem.calls, 0);
    const canShow = !this.#shows && problems.some(({ kind }) => kind === 'changed');
    return [
      ...named,
      ...(others.length > 0
        ? [`${countWords(others.length, 'more log file')} with ${countWords(calls, 'call')} cannot be read.`]
        : []),
      ...(canShow ? [HOW_TO_SHOW] : []),
    ];
  }
}

const formatLeftOut = (calls: number, why: string): string =>
  `Up to ${countWords(calls, 'call')} ${calls === 1 ? 'is' : 'are'} missing from the answer: they have no record of their own, ` +
  `and ${why}`;

/** Why log files are not read. */
export const NOT_ALLOWED =
  'this reader may not read log files. Grant it with originals: true, or ask with ddb-audit and credentials that can ' +
  'read the buckets of the log files.';
export const NOT_FOR_COUNTS = 'log files are not read to count values. Use ddb-audit activity to count them.';
