import { DAY_MS } from '../../time';
import type { EventSelector, TrailLogging, TrailState } from '../coverage/trail-logging';
import type { TrailChange } from './trail-changes';

/** How the history of a trail must change. */
export interface HistoryPlan {
  /** Until when the last entry holds, if it does not hold any more. */
  readonly until?: string;
  /** New entries, in order. */
  readonly add: readonly TrailLogging[];
}

/** When a trail was asked. */
export interface Look {
  readonly now: string;
  /** The time before, or `undefined`. */
  readonly last: string | undefined;
}

/** A call this long before a trail is asked for the first time says since when the trail logs what it says. */
const RECENT_MILLISECONDS = DAY_MS;

/** Somebody who changes a trail again and again must not fill its history: what it logged meanwhile is not known. */
const MAXIMUM_CALLS = 50;

interface Phase {
  readonly since: string;
  readonly state: TrailState;
}

/**
 * Decides how the history of a trail continues once it was asked what it logs.
 *
 * Calls that changed the trail say when: it logs what it says now since the last of them, unless nothing is known of it
 * and the call was long ago. Between two of them, only
 * StopLogging and StartLogging say what it logged. If it changed without such a call, it is not known what it logged
 * since it was last asked.
 * @param current the last entry of its history, if there is one
 * @param changes calls that changed it, in order; those before the last entry do not count
 */
export function planTrailHistory(
  current: TrailLogging | undefined,
  state: TrailState,
  changes: readonly TrailChange[],
  { now, last }: Look,
): HistoryPlan {
  const later = changes.filter(({ at }) => current === undefined || at > current.since);
  const newest = later.at(-1);
  if (current === undefined || current.until !== undefined) {
    // An audit that was filled with old log files does not have all calls since then.
    const isRecent = newest !== undefined && Date.parse(now) - Date.parse(newest.at) < RECENT_MILLISECONDS;
    return { add: [{ ...state, since: isRecent ? newest.at : now, readAt: now }] };
  }
  if (newest === undefined) {
    if (isSameState(current, state) && isSameOwnTraffic(current, state)) return { add: [] };
    const known = last !== undefined && last > current.since ? last : (current.readAt ?? current.since);
    return { until: isSameState(current, state) ? now : known, add: [{ ...state, since: now, readAt: now }] };
  }
  // What CloudTrail said may already have been the result of a call that became known only now.
  const isDoubtful = current.readAt !== undefined && later[0]!.at <= current.readAt;
  const phases: Phase[] = [
    {
      since: current.since,
      state: isDoubtful ? toUnknown(current, 'it was changed before it was read') : current,
    },
  ];
  for (const call of toCalls(later.filter(({ at }) => at < newest.at))) {
    phases.push({ since: call.at, state: toNext(phases.at(-1)!.state, call) });
  }
  phases.push({ since: newest.at, state: { ...state, readAt: now } });
  const [, ...added] = collapse(phases);
  if (added.length === 0) return { add: [] };
  return {
    until: isDoubtful ? current.since : added[0]!.since,
    add: added.map((phase, index) => {
      const until = added[index + 1]?.since;
      return { ...phase.state, since: phase.since, ...(until !== undefined && { until }) };
    }),
  };
}

/** Calls at one time each. Nobody knows the order of calls in the same second, so they count as one. */
function toCalls(changes: readonly TrailChange[]): TrailChange[] {
  const names = new Map<string, Set<string>>();
  for (const { at, eventName } of changes) names.set(at, (names.get(at) ?? new Set()).add(eventName));
  const calls = [...names].map(([at, some]) => ({ trailArns: [], at, eventName: [...some].join(' and ') }));
  if (calls.length <= MAXIMUM_CALLS) return calls;
  return [{ ...calls[0]!, eventName: `${calls.length} calls` }];
}

/** What a trail logs after a call, as far as the call says it. */
function toNext(before: TrailState, { eventName, at }: TrailChange): TrailState {
  if (eventName === 'StopLogging') return { ...toState(before), isLogging: false };
  if (eventName === 'StartLogging') return { ...toState(before), isLogging: true };
  return toUnknown(before, `it was changed by ${eventName} at ${at}, and again before it was read`);
}

const toUnknown = (before: TrailState, reason: string): TrailState => ({
  ...toState(before),
  from: 'unknown',
  reason: `what the trail ${before.trailArn} logged is not known: ${reason}`,
  selectors: [],
});

function toState(logging: TrailState & Partial<TrailLogging>): TrailState {
  const { since: _since, until: _until, readAt: _readAt, ...state } = logging;
  return state;
}

function collapse(phases: readonly Phase[]): Phase[] {
  const kept: Phase[] = [];
  for (const phase of phases) {
    const last = kept.at(-1);
    if (last === undefined || !isSameState(last.state, phase.state)) kept.push(phase);
  }
  return kept;
}

/** Whether a trail logs the same. Where it is known from, and the names of selectors, do not matter. */
export const isSameState = (one: TrailState, other: TrailState): boolean => toText(one) === toText(other);

const isSameOwnTraffic = (one: TrailState, other: TrailState): boolean =>
  JSON.stringify(one.ownTraffic) === JSON.stringify(other.ownTraffic);

const toText = ({
  from,
  reason,
  isLogging,
  homeRegion,
  isMultiRegion,
  isOrganizationTrail,
  selectors,
}: TrailState) =>
  JSON.stringify([
    from === 'unknown' ? reason : '',
    isLogging,
    homeRegion,
    isMultiRegion,
    isOrganizationTrail,
    selectors.map(toConditions),
  ]);

/** The conditions of a selector in an order of their own. */
const toConditions = ({ fieldSelectors }: EventSelector) =>
  fieldSelectors.map((one) => JSON.stringify(Object.entries(one).sort())).sort();

/** Entries in order of their times. */
export const bySince = (one: TrailLogging, other: TrailLogging): number => (one.since < other.since ? -1 : 1);
