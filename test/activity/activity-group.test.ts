import fc from 'fast-check';
import {
  compareGroups,
  findTables,
  type GroupKey,
  hourAfter,
  toHour,
} from '../../src/activity/activity-group';
import { anyCharacter } from '../support/any-character';
import { auditRecord, changeRecord } from '../support/audit-records';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music';
const OTHER = 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders';

const key = (overrides: Partial<GroupKey> = {}): GroupKey => ({
  hour: '2026-03-14T09:00:00Z',
  table: TABLE,
  principal: 'arn:aws:iam::111122223333:role/orders-service',
  eventName: 'GetItem',
  outcome: 'succeeded',
  ...overrides,
});

it('a time lies in the hour that it begins with', () => {
  expect(toHour('2026-03-14T09:26:53Z')).toBe('2026-03-14T09:00:00Z');
  expect(hourAfter('2026-03-14T23:00:00Z')).toBe('2026-03-15T00:00:00Z');
});

describe('tables of a call', () => {
  it('are all tables among its resources, in their order', () => {
    const resources = [OTHER, TABLE, `${TABLE}/index/byYear`, 'arn:aws:dax:us-east-1:111122223333:cache/a'];
    expect(findTables(auditRecord({ resources }))).toEqual([OTHER, TABLE]);
  });

  it.each([
    ['control plane', changeRecord()],
    ['no resource', auditRecord({ resources: [] })],
    ['only a part of a table', auditRecord({ resources: [`${TABLE}/stream/2026-03-14T00:00:00.000`] })],
    ['a table of another service', auditRecord({ resources: ['arn:aws:glue:us-east-1:1:table/a'] })],
  ])('are none: %s', (_, record) => {
    expect(findTables(record)).toEqual([]);
  });
});

describe('groups', () => {
  it('come newest first, then in the order of their texts', () => {
    const sorted = [
      key({ hour: '2026-03-14T10:00:00Z' }),
      key(),
      key({ errorCode: 'InternalServerError', outcome: 'failed' }),
      key({ errorCode: 'ValidationException', outcome: 'failed' }),
      key({ eventName: 'PutItem' }),
      key({ principal: 'arn:aws:iam::111122223333:user/alice' }),
      key({ table: OTHER }),
    ].sort(compareGroups);
    expect(
      sorted.map(({ hour, table, principal, eventName, errorCode }) => [
        hour.slice(11, 13),
        table.slice(-5),
        principal.slice(-5),
        eventName,
        errorCode,
      ]),
    ).toEqual([
      ['10', 'Music', 'rvice', 'GetItem', undefined],
      ['09', 'Music', 'rvice', 'GetItem', 'InternalServerError'],
      ['09', 'Music', 'rvice', 'GetItem', 'ValidationException'],
      ['09', 'Music', 'rvice', 'GetItem', undefined],
      ['09', 'Music', 'rvice', 'PutItem', undefined],
      ['09', 'Music', 'alice', 'GetItem', undefined],
      ['09', 'rders', 'rvice', 'GetItem', undefined],
    ]);
  });

  it('have the order of their bytes in UTF-8, as in databases', () => {
    const text = fc.string({ unit: anyCharacter });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const order = compareGroups(key({ principal: one }), key({ principal: other }));
        expect(Math.sign(order)).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
      }),
    );
  });
});
