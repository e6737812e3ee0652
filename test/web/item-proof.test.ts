import { type ItemHistory, joinHistories } from '../../web/api/item-history';
import { answerItem } from '../../web/stories/item-proof';
import { auditRecord } from '../support/audit-records';
import { tableArn } from '../support/events';

const ORDERS = tableArn('Orders');
const TIMES = { format: String, range: 'between A and B' };
const touch = (eventName: string, first: string, last: string, count = 1) =>
  ({ kind: 'scan', eventName, principal: 'arn:aws:iam::111122223333:role/etl', count, first, last }) as const;
const READ = auditRecord({ eventName: 'GetItem', access: 'read', outcome: 'succeeded' });

const history = (changes: Partial<ItemHistory> = {}): ItemHistory => ({
  table: ORDERS,
  tables: [ORDERS],
  key: { orderId: '42' },
  named: [],
  mayHaveTouched: [],
  attempted: [],
  notVisible: ['dax-cache', 'ttl'],
  coverage: {
    until: '2026-03-15T00:00:00Z',
    status: 'proven',
    places: { expected: 1, proven: 1, exceptions: [], exceptionsOmitted: 0 } as never,
    digests: 24,
    files: 24,
    comparedWith: 'ledger',
    logged: { status: 'logged', sentences: [] },
    excluded: [],
    reasons: [],
  },
  searched: { index: 'resource', entries: 10 },
  ...changes,
});
const prove = (changes: Partial<ItemHistory> = {}) =>
  answerItem(history(changes), TIMES)
    .find(({ question }) => question === 'Is that proven?')!
    .lines.map(({ text }) => text);
const unproven = { ...history().coverage, status: 'not-provable', reasons: ['No digest.'] } as const;

describe('that nobody read an item', () => {
  it('is proven if all log files are here, and no call read it or may have', () => {
    expect(prove()).toEqual([
      'Yes: nobody read it with a call that CloudTrail logs, and no log file of that time is missing.',
      'Reads that DAX answers from its cache are in no event.',
    ]);
  });

  it.each([
    ['log files may be missing', { coverage: unproven }, 'No digest.'],
    ['a call may have read it', { mayHaveTouched: [touch('Scan', 'a', 'b')] }, /which items/],
    [
      'not all calls were searched',
      { nextToken: 'next', searched: { index: 'resource', entries: 1, since: '2026-03-14' } },
      'Calls before 2026-03-14 have not been searched yet.',
    ],
  ])('is not proven if %s', (_, changes, reason) => {
    const [verdict, ...reasons] = prove(changes);
    expect(verdict).toBe('No. This does not prove that nobody read it.');
    expect(reasons[0]).toEqual(reason instanceof RegExp ? expect.stringMatching(reason) : reason);
  });

  it('is wrong if a call read it', () => {
    expect(prove({ named: [READ] })[0]).toBe('Somebody read it: the calls are below.');
  });

  it('is not doubted by writes, and by reads that were denied', () => {
    const denied = { ...READ, outcome: 'denied' } as const;
    const write = auditRecord({ eventName: 'PutItem', access: 'write', outcome: 'succeeded' });
    expect(prove({ named: [denied, write], attempted: [touch('Scan', 'a', 'b')] })[0]).toMatch(/^Yes/);
  });
});

it('pages of a history make one: their calls follow each other, and their counts add up', () => {
  const newer = history({
    named: [READ],
    mayHaveTouched: [touch('Scan', '2026-03-14T02', '2026-03-14T03', 2)],
    searched: { index: 'resource', entries: 5, since: '2026-03-14T01', until: '2026-03-15' },
    nextToken: 'next',
    notices: ['One.'],
    pageNotices: ['The calls before 2026-03-14T01 are on the next pages.'],
  });
  const older = history({
    named: [READ],
    mayHaveTouched: [touch('Scan', '2026-03-13T02', '2026-03-13T03'), touch('GetRecords', 'a', 'b')],
    searched: { index: 'resource', entries: 7, until: '2026-03-15' },
  });
  const joined = joinHistories(newer, older);
  expect(joined).toMatchObject({
    named: [READ, READ],
    mayHaveTouched: [
      { eventName: 'Scan', count: 3, first: '2026-03-13T02', last: '2026-03-14T03' },
      { eventName: 'GetRecords', count: 1 },
    ],
    searched: { entries: 12, until: '2026-03-15' },
    notices: ['One.'],
  });
  expect([joined.nextToken, joined.searched.since, joined.pageNotices]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
