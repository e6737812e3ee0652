import { AuditTrailError } from '../../errors';
import { parseTime } from '../../query/time';
import type { PlaceOptions } from '../shell/options';

export interface ReindexCommandOptions extends PlaceOptions {
  since?: string;
  until?: string;
  /** Write units in a second. */
  rate?: number;
  dryRun?: boolean;
  output: 'table' | 'json';
}

/** Range of `eventTime`: `since` is included, `until` is not. */
export interface ReindexRange {
  readonly since?: string;
  readonly until?: string;
}

/**
 * The range that the options name.
 * @throws AuditTrailError `InvalidArgument`
 */
export function toRange({ since, until }: ReindexCommandOptions, now: number): ReindexRange {
  const range = {
    ...(since !== undefined && { since: parseTime(since, now) }),
    ...(until !== undefined && { until: parseTime(until, now) }),
  };
  if (range.since === undefined || range.until === undefined || range.since < range.until) return range;
  throw new AuditTrailError(
    'InvalidArgument',
    `--since must be before --until, but is ${range.since}, and --until is ${range.until}.`,
  );
}
