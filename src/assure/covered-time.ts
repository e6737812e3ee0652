import { DAY_MS, HOUR_MS } from '../time';

/** A time range, as texts of one form, such as `2026-03-14T10:00:48Z`. */
export interface TimeRange {
  readonly since: string;
  readonly until: string;
}

/** CloudTrail delivers a digest within three hours, and names log files that it left out in a backfill, within a day. */
export const DIGEST_DUE_MS = 3 * HOUR_MS;
export const BACKFILL_DUE_MS = DAY_MS;
/** The name of a log file says when it was made, and it may be delivered some minutes later. */
export const DELIVERY_MS = 5 * 60_000;

/** The times that the valid digests of a chain cover. Digests come newest first, so ranges mostly grow at the start. */
export class CoveredTime {
  private readonly ranges: { since: string; until: string }[] = [];
  private readonly buckets: ReadonlySet<string>;

  /** @param digests of the chain, to know the buckets that its trail delivers to */
  constructor(digests: Iterable<{ readonly bucket: string }>) {
    this.buckets = new Set(Array.from(digests, ({ bucket }) => bucket));
  }

  add({ since, until }: TimeRange): void {
    const oldest = this.ranges.at(-1);
    if (oldest && until >= oldest.since && until <= oldest.until) {
      if (since < oldest.since) oldest.since = since;
    } else this.ranges.push({ since, until });
  }

  get earliest(): string | undefined {
    return this.ranges.at(-1)?.since;
  }

  get latest(): string | undefined {
    return this.ranges[0]?.until;
  }

  /** Whether the trail of the chain delivers to a bucket. */
  isIn(bucket: string): boolean {
    return this.buckets.has(bucket);
  }

  includes(time: string): boolean {
    return this.ranges.some(({ since, until }) => time >= since && time <= until);
  }
}
