import { HOUR_MS, toTime } from '../../time';
import { parseDigestKey } from '../../trail/digest-key';
import type { TimeRange } from '../covered-time';
import type { DigestFinding, FileFinding, FileState } from '../finding';
import { type Cause, Causes, emptySpan } from './causes';
import type { CoverageState } from './known-coverage';
import { findLateness } from './lateness';
import { findWorst, type ListedSpan, overlaps, splitByDay } from './spans';

/** The interval of a valid digest, and what its files came to. */
interface Interval extends TimeRange {
  digests: number;
  files: number;
  readonly latenesses: number[];
  readonly causes: Causes;
}

/** An object that should be a valid digest and is not, with the hour that it stands for. */
interface FailedDigest extends TimeRange {
  readonly cause: Cause;
}

/** What a named file that is not intact makes of its span. */
const STATE_BY_FILE: { readonly [State in FileState]?: CoverageState } = {
  altered: 'incomplete',
  missing: 'incomplete',
  notIngested: 'incomplete',
  incomplete: 'incomplete',
  unread: 'notProvable',
};

/** Collects the findings of one trail in one account and Region. */
export class TrailFindings {
  readonly #intervals = new Map<string, Interval>();
  readonly #backfills = new Map<string, Interval>();
  readonly #failed: FailedDigest[] = [];
  readonly #gaps: FailedDigest[] = [];

  addDigest({ object, state, reason = '', covers, lacks, isBackfill }: DigestFinding): void {
    if (covers) {
      const intervals = isBackfill ? this.#backfills : this.#intervals;
      open(intervals, covers).digests += 1;
      return;
    }
    if (lacks) {
      if (state === 'gap') this.#gaps.push({ ...lacks, cause: { object, state, reason } });
      return;
    }
    const until = parseDigestKey(object)?.endTime;
    if (until === undefined) return;
    const since = toTime(Date.parse(until) - HOUR_MS);
    // A digest that is not there may still come.
    const cause = { object, state: state === 'missing' ? 'pending' : 'digestMissing', reason } as const;
    this.#failed.push({ since, until, cause });
  }

  addFile({ object, state, reason = '', covers, deliveredAt, firstEventTime }: FileFinding): void {
    if (!covers) return;
    const key = toKey(covers);
    const intervals = this.#intervals.has(key) ? this.#intervals : this.#backfills;
    const interval = open(intervals, covers);
    interval.files += 1;
    const lateness = (Date.parse(deliveredAt ?? '') - Date.parse(firstEventTime ?? '')) / 1_000;
    if (lateness >= 0) interval.latenesses.push(lateness);
    const stateOfSpan = STATE_BY_FILE[state];
    if (stateOfSpan) interval.causes.add({ object, state: stateOfSpan, reason });
  }

  /** The spans of the range, and of the digests that overlap it. Time after the last digest has none. */
  toSpans(range: Partial<TimeRange>): ListedSpan[] {
    const valid = withoutOverlaps([...this.#intervals.values()]);
    const failedUntil =
      this.#failed
        .map(({ until }) => until)
        .sort()
        .at(-1) ?? '';
    const firstFailed = this.#failed.map(({ since }) => since).sort()[0];
    const since = [range.since, valid[0]?.since, firstFailed].filter((time) => time !== undefined).sort()[0];
    if (since === undefined) return [];
    const spans: ListedSpan[] = [];
    let cursor = since;
    for (const interval of valid) {
      spans.push(...this.#toHoles({ since: cursor, until: interval.since }, this.#gaps));
      spans.push(this.#toCovered(interval));
      cursor = interval.until;
    }
    // Whether a digest is due after the last one depends on the time of the question.
    return [...spans, ...this.#toHoles({ since: cursor, until: failedUntil }, [])];
  }

  /** The span of a valid digest, with the files of backfills and objects that pretend to be a digest of its time. */
  #toCovered({ since, until, ...interval }: Interval): ListedSpan {
    const range = { since, until };
    const backfills = [...this.#backfills.values()].filter((backfill) => overlaps(backfill, range));
    const counted = backfills.filter((backfill) => backfill.until > since && backfill.until <= until);
    const failed = this.#failed.filter((digest) => digest.until > since && digest.until <= until);
    const latenesses = [interval, ...counted].flatMap((found) => found.latenesses);
    const lateness = findLateness(latenesses.map((latenessSeconds) => ({ latenessSeconds, files: 1 })));
    const span = {
      ...emptySpan(range),
      digests: sum([interval, ...counted].map((found) => found.digests)),
      files: sum([interval, ...counted].map((found) => found.files)),
      ...(lateness !== undefined && { latenessSeconds: lateness }),
    };
    return [interval, ...backfills]
      .map((found) => found.causes)
      .reduce(
        (whole, causes) => causes.addTo(whole),
        new Causes(failed.map(({ cause }) => cause)).addTo(span),
      );
  }

  /** Time without a valid digest, in parts that have one state and lie in one day. */
  #toHoles(hole: TimeRange, gaps: readonly FailedDigest[]): ListedSpan[] {
    if (hole.since >= hole.until) return [];
    const known = [...this.#failed, ...gaps].filter((part) => overlaps(part, hole));
    const edges = [
      ...new Set([hole.since, hole.until, ...known.flatMap(({ since, until }) => [since, until])]),
    ]
      .filter((time) => time >= hole.since && time <= hole.until)
      .sort();
    return edges.slice(1).flatMap((until, index) =>
      splitByDay({ since: edges[index]!, until }).map((part) => {
        const failed = this.#failed.filter((digest) => overlaps(digest, part));
        const state = failed.length > 0 ? findWorst(failed.map(({ cause }) => cause.state)) : 'pending';
        const gap = failed.length > 0 ? undefined : gaps.find((found) => overlaps(found, part));
        return gap
          ? new Causes([gap.cause]).addTo(emptySpan(part))
          : new Causes(failed.map(({ cause }) => cause)).addTo(emptySpan(part, state));
      }),
    );
  }
}

const toKey = ({ since, until }: TimeRange): string => `${since}/${until}`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function open(intervals: Map<string, Interval>, { since, until }: TimeRange): Interval {
  const key = toKey({ since, until });
  const interval = intervals.get(key) ?? {
    since,
    until,
    digests: 0,
    files: 0,
    latenesses: [],
    causes: new Causes(),
  };
  intervals.set(key, interval);
  return interval;
}

/** In order. What an interval has in common with the one before it is counted there. */
function withoutOverlaps(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const interval of [...intervals].sort((a, b) => (a.until < b.until ? -1 : 1))) {
    const last = result.at(-1);
    const since = last && last.until > interval.since ? last.until : interval.since;
    if (since < interval.until) result.push({ ...interval, since });
  }
  return result;
}
