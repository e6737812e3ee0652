import { toTime } from '../../time';

/** Settings that leave records out of the audit. */
export interface ExclusionSettings {
  /** Absent: all accounts are audited. */
  readonly accounts?: readonly string[] | undefined;
  /** Absent: all Regions are audited. */
  readonly regions?: readonly string[] | undefined;
  /** Values of eventName. */
  readonly excludeOperations: readonly string[];
  /** Stable ids. A trailing `*` matches any suffix. */
  readonly excludePrincipals: readonly string[];
  readonly excludeReadEvents: boolean;
}

/** What was left out of the log files that were ingested in a stretch of time. */
export interface ExclusionSpan extends ExclusionSettings {
  /** ISO 8601, inclusive. Absent if it holds from the first file on. */
  readonly since?: string;
  /** Absent for what holds now. */
  readonly until?: string;
}

export const NOTHING_EXCLUDED: ExclusionSpan = {
  excludeOperations: [],
  excludePrincipals: [],
  excludeReadEvents: false,
};

/** Earlier spans are forgotten, and what they left out is then unknown. */
const MAXIMUM_SPANS = 20;
/** While a deployment replaces functions, both settings may apply: no run takes longer. */
export const RUN_MILLISECONDS = 900_000;

/**
 * The spans once these settings take effect.
 * @param before undefined if none were recorded
 * @param isNew whether nothing was ingested before
 * @param now when the last writer with other settings has ended
 */
export function nextExclusions(
  { accounts, regions, excludeOperations, excludePrincipals, excludeReadEvents }: ExclusionSettings,
  before: readonly ExclusionSpan[] | undefined,
  isNew: boolean,
  now: Date,
): readonly ExclusionSpan[] {
  const settings: ExclusionSettings = {
    ...(accounts && { accounts }),
    ...(regions && { regions }),
    excludeOperations,
    excludePrincipals,
    excludeReadEvents,
  };
  const last = before?.at(-1);
  const since = toTime(now.getTime() - RUN_MILLISECONDS);
  const next = isNew ? settings : { since, ...settings };
  if (!before || !last) return [next];
  const { since: _, until, ...current } = last;
  if (JSON.stringify(current) === JSON.stringify(settings)) return before;
  return [...before.slice(0, -1), { ...last, until: toTime(now.getTime()) }, next].slice(-MAXIMUM_SPANS);
}
