import { toGroups } from '../../src/activity/to-groups';
import { collectEntries } from '../support/activity';
import { dataEvent, tableArn, tableResource } from '../support/events';

const GROUP = {
  hour: '2026-03-14T09:00:00Z',
  table: tableArn('Music'),
  principal: 'arn:aws:iam::111122223333:role/service/orders-service',
  eventName: 'GetItem',
  outcome: 'succeeded',
};

describe('groups of entries', () => {
  const [early, late] = [
    dataEvent({ eventTime: '2026-03-14T09:00:01Z' }),
    dataEvent({ eventTime: '2026-03-14T09:30:00Z' }),
  ];

  it('count an event once that two files delivered', () => {
    const files = [collectEntries([early, late]), collectEntries([late])];
    expect(toGroups(files.flat())).toEqual([
      { ...GROUP, count: 2, first: early.eventTime, last: late.eventTime },
    ]);
  });

  it('count two contents of one event as two', () => {
    const altered = { ...late, userAgent: 'another' };
    expect(toGroups(collectEntries([late, altered]))).toMatchObject([{ count: 2 }]);
  });

  it('are in the order of time, the newest hour first', () => {
    const next = dataEvent({ eventTime: '2026-03-14T10:00:00Z' });
    const hours = toGroups([...collectEntries([early]), ...collectEntries([next])]).map(({ hour }) => hour);
    expect(hours).toEqual(['2026-03-14T10:00:00Z', '2026-03-14T09:00:00Z']);
  });

  it('count a call on two tables in each, and once in all', () => {
    const event = dataEvent({
      eventName: 'BatchGetItem',
      requestParameters: { requestItems: { Music: {}, Orders: {} } },
      resources: [tableResource('Music'), tableResource('Orders')],
    });
    const entries = collectEntries([event]);
    expect(toGroups(entries)).toHaveLength(2);
    expect(toGroups(entries, { homeOnly: true })).toMatchObject([{ table: tableArn('Music'), count: 1 }]);
  });

  it('leave out what does not match', () => {
    const entries = collectEntries([early, dataEvent({ eventName: 'Scan', requestParameters: {} })]);
    const groups = toGroups(entries, { matches: ({ eventName }) => eventName === 'Scan' });
    expect(groups).toMatchObject([{ eventName: 'Scan', count: 1 }]);
  });
});
