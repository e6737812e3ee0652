import { EVER } from '../../store/ledger/index-coverage';
import { narrowRange, type TimeRange } from '../time-range';
import type { Coverage, Gap } from './coverage';

/** What activity entries find of what an index lacks. */
export interface FilledGap {
  /** When the events happened that are found by activity entries. Absent if there are none. */
  readonly byEntries?: TimeRange;
  /** What is still missing. Absent if nothing is. */
  readonly gap?: Gap;
}

/** Fills a gap as far as there are activity entries, which say in which table and seconds events of the data plane lie. */
export function fillGap(gap: Gap | undefined, { activitySince }: Pick<Coverage, 'activitySince'>): FilledGap {
  if (!gap?.dataEvents) return gap ? { gap } : {};
  const { lacks, dataEvents, instead } = gap;
  const { since, until } = dataEvents;
  if (activitySince === undefined) {
    return { gap: { ...gap, lacks: `${lacks}, and log files have no activity entries (activity is false)` } };
  }
  if (activitySince === EVER || (since !== undefined && since >= activitySince)) {
    return { byEntries: dataEvents };
  }
  const left = { ...gap, lacks: `${lacks}, and log files have activity entries only since ${activitySince}` };
  if (until !== undefined && until <= activitySince) return { gap: left };
  return {
    byEntries: narrowRange(dataEvents, { since: activitySince }),
    gap: { ...left, instead: [`since ${activitySince}`, ...instead] },
  };
}
