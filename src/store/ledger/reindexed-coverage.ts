import { INDEX_NAMES, type IndexName, LAYOUT_VERSION } from '../indexes';
import { ITEM_FORMAT } from '../items/item-summary';
import { EVER, hasThisMeaning, type IndexCoverage, type TimeSpan } from './index-coverage';

/** Ranges that are kept. Of more, the earliest are forgotten, and reindexing them again covers them again. */
const MAXIMUM_SPANS = 100;

/** Later than every `eventTime`. */
export const NEVER = '9999-12-31T23:59:59Z';

/** What decides which entries `reindex` writes. */
export type WrittenIndexes = Pick<
  IndexCoverage,
  'dataEventIndexes' | 'indexApplicationFailures' | 'layoutVersion' | 'format' | 'meaningVersion'
>;

/** Whether records are still written as they were when a reindex began. */
export const isWrittenAlike = (one: WrittenIndexes, other: WrittenIndexes): boolean =>
  toText(one) === toText(other) &&
  other.layoutVersion === LAYOUT_VERSION &&
  other.format === ITEM_FORMAT &&
  hasThisMeaning(other);

const toText = ({ dataEventIndexes, indexApplicationFailures }: WrittenIndexes): string =>
  JSON.stringify([[...dataEventIndexes].sort(), indexApplicationFailures]);

/**
 * The coverage once all records of a range were written with the present settings. An index that is complete from
 * within the range on is complete from its start on.
 * @param isWhole whether the range has every record of the table: then no log file was read with another meaning
 */
export function addReindexed(coverage: IndexCoverage, range: TimeSpan, isWhole: boolean): IndexCoverage {
  const { reindexed = [], ...rest } = coverage;
  const { formatSince = EVER, meaningSince = EVER } = coverage;
  const spans = mergeSpans([...reindexed, range]);
  const extend = (since: string): string => {
    const reaching = spans.find((span) => span.since < since && since <= span.until);
    return reaching ? reaching.since : since;
  };
  const since = Object.fromEntries(
    INDEX_NAMES.map((name) => [name, extend(coverage.since[name] ?? NEVER)]),
  ) as Record<IndexName, string>;
  const latest = [extend(formatSince), ...Object.values(since)].reduce((one, other) =>
    one > other ? one : other,
  );
  const kept = spans.filter((span) => span.since < latest).slice(-MAXIMUM_SPANS);
  return {
    ...rest,
    since,
    formatSince: extend(formatSince),
    meaningSince: isWhole ? EVER : meaningSince,
    ...(kept.length > 0 && { reindexed: kept }),
  };
}

/** Joins ranges that meet or overlap. */
function mergeSpans(spans: readonly TimeSpan[]): TimeSpan[] {
  const merged: TimeSpan[] = [];
  for (const span of [...spans].sort((one, other) => (one.since < other.since ? -1 : 1))) {
    const last = merged.at(-1);
    if (span.since >= span.until) continue;
    if (last && span.since <= last.until) {
      merged[merged.length - 1] = {
        since: last.since,
        until: last.until > span.until ? last.until : span.until,
      };
    } else merged.push(span);
  }
  return merged;
}
