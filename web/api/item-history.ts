import type { Answer } from '../../src/http/operations';
import type { Api, ItemQuestion } from './ask';

export type ItemHistory = Answer<'searchItems'>;
type Touches = ItemHistory['mayHaveTouched'];

/** Pages that are read at once. */
const PAGES = 10;
const PAGE = 1_000;

/**
 * Reads pages of the history of an item, and joins them: each page counts a stretch of time.
 * @param before what was read so far, to continue it
 */
export async function readItemHistory(
  api: Api,
  question: ItemQuestion,
  before: ItemHistory | undefined,
  signal: AbortSignal,
): Promise<ItemHistory> {
  let history = before;
  for (let page = 0; page < PAGES && (!history || history.nextToken !== undefined); page += 1) {
    const next = await api.searchItems({ ...question, limit: PAGE, nextToken: history?.nextToken }, signal);
    history = history ? joinHistories(history, next) : next;
  }
  return history!;
}

/** @param next the page after `history`, which is older */
export function joinHistories(history: ItemHistory, next: ItemHistory): ItemHistory {
  const notices = [...(history.notices ?? []), ...(next.notices ?? [])];
  return {
    ...next,
    named: [...history.named, ...next.named],
    mayHaveTouched: joinTouches(history.mayHaveTouched, next.mayHaveTouched),
    attempted: joinTouches(history.attempted, next.attempted),
    coverage: history.coverage,
    searched: {
      ...next.searched,
      ...(history.searched.until !== undefined && { until: history.searched.until }),
      entries: history.searched.entries + next.searched.entries,
    },
    notices: [...new Set(notices)],
  };
}

function joinTouches(newer: Touches, older: Touches): Touches {
  const joined = new Map<string, Touches[number]>();
  for (const touch of [...newer, ...older]) {
    const key = JSON.stringify([touch.kind, touch.eventName, touch.principal]);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, count: known.count + touch.count, first: touch.first } : touch);
  }
  return [...joined.values()];
}
