import { Smallest } from '../../src/query/smallest';
import { FirstEvents } from '../../src/report/first-events';
import { GroupedCalls } from '../../src/report/grouped-calls';
import { RiskyEvents } from '../../src/report/risky-events';
import { TableActivity } from '../../src/report/table-activity';
import { auditRecord, changeRecord } from '../support/audit-records';

const repeat = (count: number, act: (index: number) => void) => {
  for (let index = 0; index < count; index += 1) act(index);
};
const byUser = (index: number) =>
  auditRecord({ principal: { id: `arn:aws:iam::111122223333:user/${index}`, type: 'IAMUser' } });
const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music';

describe('the lists of a report', () => {
  it('have the first calls, and count the others', () => {
    const events = new FirstEvents(2);
    repeat(5, (index) => events.add(auditRecord({ eventId: `event-${index}` })));
    const { total, listed, omitted } = events.finish();
    expect({ total, ids: listed.map(({ eventId }) => eventId), omitted }).toEqual({
      ...{ total: 5, omitted: 3 },
      ids: ['event-0', 'event-1'],
    });
  });

  it('group equal calls, with the first and the last time', () => {
    const calls = new GroupedCalls();
    for (const minute of ['10', '20', '30'])
      calls.add(changeRecord({ eventTime: `2026-03-14T09:${minute}:00Z` }));
    calls.add(changeRecord({ outcome: 'denied', errorCode: 'AccessDenied' }));
    expect(calls.finish()).toMatchObject({
      ...{ calls: 4, callsOmitted: 0 },
      listed: [
        { outcome: 'denied', errorCode: 'AccessDenied', calls: 1 },
        { outcome: 'succeeded', calls: 3, first: '2026-03-14T09:10:00Z', last: '2026-03-14T09:30:00Z' },
      ],
    });
  });

  it('have 500 groups, and count the calls of others', () => {
    const calls = new GroupedCalls();
    repeat(1_010, (index) => calls.add(byUser(index % 505)));
    const { listed, callsOmitted } = calls.finish();
    expect({ groups: listed.length, callsOmitted }).toEqual({ groups: 500, callsOmitted: 10 });
  });

  it('name three resources of a group', () => {
    const calls = new GroupedCalls();
    repeat(4, (index) => calls.add(changeRecord({ resources: [`${TABLE}${index}`] })));
    expect(calls.finish().listed[0]).toMatchObject({
      resources: [`${TABLE}0`, `${TABLE}1`, `${TABLE}2`],
      moreResources: true,
    });
  });

  it('have the riskiest calls, however late they were', async () => {
    const risks = new RiskyEvents();
    const risky = (level: 'low' | 'critical', rule: string) =>
      changeRecord({ risk: { level, rules: [rule] } });
    repeat(150, () => risks.add(risky('low', 'ddb-call-denied')));
    risks.add(risky('critical', 'guard-trail-stopped'));
    const { total, listed, omitted, levels, rules } = await risks.finish(async () => ['words']);
    expect({ total, omitted, levels }).toEqual({
      ...{ total: 151, omitted: 51 },
      levels: { critical: 1, high: 0, medium: 0, low: 150 },
    });
    expect(listed[0]).toMatchObject({ level: 'critical', words: ['words'] });
    expect(rules.map(({ rule, events }) => [rule, events])).toEqual([
      ['guard-trail-stopped', 1],
      ['ddb-call-denied', 150],
    ]);
  });

  it('show rules of other versions by their id', async () => {
    const risks = new RiskyEvents();
    risks.add(changeRecord({ risk: { level: 'high', rules: ['a-later-rule'] } }));
    const { rules } = await risks.finish(async () => []);
    expect(rules).toEqual([{ rule: 'a-later-rule', title: 'a-later-rule', events: 1 }]);
  });

  it('have the 50 callers of a table with the most calls, and count the calls of others', () => {
    const activity = new TableActivity();
    repeat(60, (index) => activity.add(byUser(index)));
    repeat(3, () => activity.add(byUser(59)));
    const { events, callers, callersOmitted, callsOmitted } = activity.finish(TABLE);
    expect({ events, callers: callers.length, callersOmitted, callsOmitted }).toEqual({
      ...{ events: 63, callers: 50, callersOmitted: 10, callsOmitted: 10 },
    });
    expect(callers[0]).toMatchObject({ principal: 'arn:aws:iam::111122223333:user/59', reads: 4 });
  });

  it('keep the smallest keys, in whatever order they come', () => {
    const smallest = new Smallest<string>(2);
    const kept = ['c', 'a', 'd', 'b', 'a'].map((key) => smallest.take(key, () => key));
    expect(kept).toEqual(['c', 'a', undefined, 'b', 'a']);
    expect(smallest.toEntries().map(([key]) => key)).toEqual(['a', 'b']);
  });
});
