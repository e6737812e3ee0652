import type { TrailLogging, TrailState } from '../../../src/assure/coverage/trail-logging';
import { type HistoryPlan, planTrailHistory } from '../../../src/assure/trails/trail-history';
import { dataEvents, managementEvents, TRAIL, trailLogging } from '../../support/trail-logging';

const at = (hour: number, day = '14') => `2026-03-${day}T${String(hour).padStart(2, '0')}:00:00Z`;
const call = (eventName: string, hour: number) => ({ trailArns: [TRAIL], eventName, at: at(hour) });
const LOOK = { now: at(12), last: at(2) };

const { since: _, ...STATE } = trailLogging();
const WITHOUT_DATA: TrailState = { ...STATE, selectors: [managementEvents()] };

/** What the history says after the plan: since, until and what is logged. */
function followed(current: TrailLogging | undefined, { until, add }: HistoryPlan) {
  const first = current && { ...current, ...(until !== undefined && { until }) };
  return [...(first ? [first] : []), ...add].map((one) => {
    const logs = one.from === 'unknown' ? 'unknown' : one.isLogging ? one.selectors.length : 'off';
    return `${one.since.slice(8, 13)} ${one.until?.slice(8, 13) ?? ''} ${logs}`;
  });
}

describe('the history of a trail', () => {
  const current = trailLogging({ readAt: at(1, '01') });
  const plan = (state: TrailState, ...changes: ReturnType<typeof call>[]) =>
    followed(current, planTrailHistory(current, state, changes, LOOK));

  it('begins when the trail is asked for the first time', () => {
    expect(followed(undefined, planTrailHistory(undefined, STATE, [], LOOK))).toEqual(['14T12  2']);
  });

  it('begins with the last call that changed the trail, if there is one', () => {
    const changes = [call('CreateTrail', 9), call('StartLogging', 10)];
    expect(planTrailHistory(undefined, STATE, changes, LOOK).add).toEqual([
      { ...STATE, since: at(10), readAt: at(12) },
    ]);
  });

  it('does not begin with a call long ago, because others may be missing since then', () => {
    const changes = [{ ...call('PutEventSelectors', 9), at: at(9, '12') }];
    expect(followed(undefined, planTrailHistory(undefined, STATE, changes, LOOK))).toEqual(['14T12  2']);
  });

  it('stays as it is while the trail logs the same, whatever its selectors are called', () => {
    expect(plan(STATE)).toEqual(['01T00  2']);
    const renamed = STATE.selectors.map((one) => ({
      name: 'Another name',
      fieldSelectors: [...one.fieldSelectors].reverse(),
    }));
    expect(plan({ ...STATE, selectors: renamed })).toEqual(['01T00  2']);
    expect(plan(STATE, call('UpdateTrail', 9))).toEqual(['01T00  2']);
  });

  it('changes at the time of the call', () => {
    expect(plan(WITHOUT_DATA, call('PutEventSelectors', 9))).toEqual(['01T00 14T09 2', '14T09  1']);
  });

  it('does not count calls before the entry', () => {
    const later = trailLogging({ since: at(10) });
    const { add } = planTrailHistory(
      later,
      STATE,
      [call('PutEventSelectors', 9), call('StopLogging', 10)],
      LOOK,
    );
    expect(add).toEqual([]);
  });

  it('is not known since the last look if no call says when it changed', () => {
    expect(plan(WITHOUT_DATA)).toEqual(['01T00 14T02 2', '14T12  1']);
  });

  it('knows that nothing was logged between StopLogging and StartLogging', () => {
    expect(plan(STATE, call('StopLogging', 8), call('StartLogging', 9))).toEqual([
      '01T00 14T08 2',
      '14T08 14T09 off',
      '14T09  2',
    ]);
  });

  it('does not know what was logged between two changes of the selectors', () => {
    expect(plan(STATE, call('PutEventSelectors', 8), call('PutEventSelectors', 9))).toEqual([
      '01T00 14T08 2',
      '14T08 14T09 unknown',
      '14T09  2',
    ]);
  });

  it('does not know the order of calls in the same second, and counts copies of a call once', () => {
    const [stop, start] = [call('StopLogging', 8), call('StartLogging', 8)];
    expect(plan(STATE, stop, start, call('StartLogging', 9))).toEqual([
      '01T00 14T08 2',
      '14T08 14T09 unknown',
      '14T09  2',
    ]);
    expect(plan(STATE, stop, stop, call('StartLogging', 9), call('StartLogging', 9))).toEqual([
      '01T00 14T08 2',
      '14T08 14T09 off',
      '14T09  2',
    ]);
  });

  it('does not keep each of many changes', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...call(index % 2 ? 'StartLogging' : 'StopLogging', 8),
      at: `2026-03-14T08:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z`,
    }));
    expect(plan(STATE, ...many)).toEqual(['01T00 14T08 2', '14T08 14T08 unknown', '14T08  2']);
  });

  it('takes back what was read soon after a change that became known only later', () => {
    const read = trailLogging({ since: at(7), readAt: at(11) });
    const { until, add } = planTrailHistory(read, STATE, [call('PutEventSelectors', 8)], LOOK);
    expect(followed(read, { ...(until !== undefined && { until }), add })).toEqual([
      '14T07 14T07 2',
      '14T08  2',
    ]);
  });

  it('continues after an entry that was closed, but not followed', () => {
    const closed = { ...current, until: at(9) };
    const { add } = planTrailHistory(closed, WITHOUT_DATA, [call('PutEventSelectors', 9)], LOOK);
    expect(followed(closed, { add })).toEqual(['01T00 14T09 2', '14T09  1']);
  });

  it('has no gap when only the tables of the audit change', () => {
    const ownTraffic = { sessionPrefixes: ['arn:aws:sts::1:assumed-role/ingest/'], tableArns: ['arn'] };
    expect(plan({ ...STATE, ownTraffic })).toEqual(['01T00 14T12 2', '14T12  2']);
  });

  it('changes when the trail is read in another way', () => {
    const selectors = [managementEvents(), dataEvents({ field: 'readOnly', equals: ['false'] })];
    expect(plan({ ...STATE, selectors }, call('PutEventSelectors', 9))).toEqual([
      '01T00 14T09 2',
      '14T09  2',
    ]);
  });
});
