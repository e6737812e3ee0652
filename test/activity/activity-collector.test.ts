import { ActivityCollector } from '../../src/activity/activity-collector';
import { mayContain } from '../../src/activity/fuse-filter';
import { Tokenizer, toEventHash } from '../../src/activity/tokens';
import { toKeyToken } from '../../src/audit/item-key';
import { storableString } from '../../src/store/storable-record';
import { collectEntries, findRecorded, SALT } from '../support/activity';
import { toAuditedEvent } from '../support/audited';
import { controlEvent, dataEvent, identities, streamEvent, tableArn, tableResource } from '../support/events';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const MUSIC = tableArn('Music');
const tokenizer = new Tokenizer(SALT);
const at = (eventTime: string) => dataEvent({ eventTime });

describe('the activity of a file', () => {
  it('has an entry for each table and hour of event time', () => {
    const orders = { requestParameters: { tableName: 'Orders' }, resources: [tableResource('Orders')] };
    const entries = collectEntries([
      at('2026-03-14T09:59:59Z'),
      at('2026-03-14T10:00:00Z'),
      dataEvent({ ...orders, eventTime: '2026-03-14T09:00:00Z' }),
    ]);
    expect(entries.map(({ table, hour, part }) => [table, hour, part])).toEqual([
      [MUSIC, '2026-03-14T09', 0],
      [MUSIC, '2026-03-14T10', 0],
      [tableArn('Orders'), '2026-03-14T09', 0],
    ]);
  });

  it('counts calls by principal, operation and outcome, with their first and last second', () => {
    const denied = dataEvent({
      errorCode: 'AccessDenied',
      errorMessage: 'no',
      eventTime: '2026-03-14T09:01:02Z',
    });
    const calls = [at('2026-03-14T09:59:59Z'), at('2026-03-14T09:00:01Z')];
    const [entry] = collectEntries([...calls, denied]);
    const hashes = calls.map((event) => toEventHash(toAuditedEvent(event).contentHash)).sort((a, b) => a - b);
    expect(entry?.groups).toMatchObject([
      {
        eventName: 'GetItem',
        outcome: 'succeeded',
        errorCode: undefined,
        first: 1,
        last: 3_599,
        events: hashes,
      },
      {
        eventName: 'GetItem',
        outcome: 'denied',
        errorCode: 'AccessDenied',
        first: 62,
        last: 62,
        recorded: 1,
      },
    ]);
    expect(entry?.groups[0]?.principal).toBe(`arn:aws:iam::111122223333:role/service/orders-service`);
  });

  it('contains tokens of item keys, sessions, source identities, access keys and addresses, and no others', () => {
    const userIdentity = identities.assumedRole('web', 'i-0abc', {
      sessionContext: { sourceIdentity: 'alice' },
      accessKeyId: 'ASIAWEBEXAMPLE000001',
    });
    const requestParameters = { tableName: 'Music', key: { Artist: 'Nobody', Year: 1999 } };
    const [entry] = collectEntries([dataEvent({ userIdentity, requestParameters })]);
    const tokens = [
      tokenizer.toItemToken(toKeyToken('Artist', 'Nobody')),
      tokenizer.toItemToken(toKeyToken('Year', 1999)),
      tokenizer.toToken('session', 'i-0abc'),
      tokenizer.toToken('sourceIdentity', 'alice'),
      tokenizer.toToken('accessKey', 'ASIAWEBEXAMPLE000001'),
      tokenizer.toToken('address', '203.0.113.20'),
    ];
    expect(tokens.map((token) => mayContain(entry!.filter, token))).toEqual(tokens.map(() => true));
    expect(entry!.filter.tokens).toBe(tokens.length);
    expect(
      mayContain(entry!.filter, new Tokenizer('another').toItemToken(toKeyToken('Artist', 'Nobody'))),
    ).toBe(false);
  });

  it('says by which attributes calls name items, and how they touch others', () => {
    const scan = dataEvent({ eventName: 'Scan', requestParameters: { tableName: 'Music' } });
    const query = dataEvent({
      eventName: 'Query',
      requestParameters: { tableName: 'Music', indexName: 'by-year', key: { Year: 1999 } },
    });
    const [entry] = collectEntries([dataEvent(), query, scan, streamEvent()]);
    expect(entry?.groups.map(({ eventName, touch }) => [eventName, touch])).toEqual([
      ['GetItem', { keys: [{ attributes: ['Artist'], otherwise: 'unlogged-key' }], kinds: [] }],
      ['GetRecords', { keys: [], kinds: ['stream'] }],
      ['Query', { keys: [{ attributes: ['Year'], otherwise: 'index-query' }], kinds: [] }],
      ['Scan', { keys: [], kinds: ['scan'] }],
    ]);
  });

  it('tells apart keys with an attribute that has the name of a member of every object', () => {
    const named = (attribute: string) =>
      dataEvent({ requestParameters: { tableName: 'Music', key: { [attribute]: '42' } } });
    const [entry] = collectEntries([named('constructor'), named('orderId')]);
    expect(entry?.groups.map(({ touch }) => touch.keys[0]?.attributes).sort()).toEqual([
      ['constructor'],
      ['orderId'],
    ]);
  });

  it('has a call on several tables in each of them, with the items of that table, and at home in the first', () => {
    const event = dataEvent({
      eventName: 'TransactWriteItems',
      requestParameters: {
        requestItems: [
          { operation: 'Put', tableName: 'Music', key: { Artist: 'A' } },
          { operation: 'Put', tableName: 'Orders', key: { orderId: '42' } },
        ],
      },
      resources: [tableResource('Music'), tableResource('Orders')],
    });
    const entries = collectEntries([event]);
    expect(entries.map(({ table, groups }) => [table, groups[0]?.home])).toEqual([
      [MUSIC, true],
      [tableArn('Orders'), false],
    ]);
    const order = tokenizer.toItemToken(toKeyToken('orderId', '42'));
    expect(entries.map(({ filter }) => mayContain(filter, order))).toEqual([false, true]);
  });

  it('leaves out control-plane calls, and calls on no table', () => {
    const noTable = dataEvent({ resources: undefined, requestParameters: null });
    expect(collectEntries([controlEvent(), noTable])).toEqual([]);
  });

  it('leaves out names that no table can have, also beside those of tables', () => {
    const long = 'x'.repeat(3_000);
    const request = (...names: readonly string[]) => ({
      eventName: 'BatchGetItem',
      resources: undefined,
      requestParameters: {
        requestItems: Object.fromEntries(names.map((name) => [name, { keys: [{ Artist: 'A' }] }])),
      },
    });
    const names = [long, 'arn:evil', ''];
    for (const name of names) expect(collectEntries([dataEvent(request(name))])).toEqual([]);
    const summarizing = { dataEventDetail: 'activity', machines: [] } as const;
    expect(findRecorded([dataEvent(request(...names))], summarizing)).toHaveLength(1);
    expect(collectEntries([dataEvent(request('Music', ...names))]).map(({ table }) => table)).toEqual([
      MUSIC,
    ]);
  });

  it('has the names of tables as an index has them', () => {
    const name = '\u8868'.repeat(1_000);
    const event = dataEvent({
      resources: undefined,
      requestParameters: { tableName: name, key: { a: '1' } },
    });
    const [entry] = collectEntries([event]);
    expect(entry?.table).toBe(storableString(tableArn(name)));
    expect(entry?.groups[0]?.touch.keys).toHaveLength(1);
  });

  it('fits an item, however long the names of key attributes are', () => {
    const named = (attributes: number, letter: string) =>
      dataEvent({
        requestParameters: {
          tableName: 'Music',
          key: Object.fromEntries(
            Array.from({ length: attributes }, (_, n) => [`${n}${letter.repeat(600)}`, 1]),
          ),
        },
      });
    const large = ['a', 'b', 'c'].map((letter) => named(400, letter));
    const small = Array.from({ length: 400 }, (_, n) => named(1, `\u8868${n}`));
    for (const events of [large, small]) {
      const collector = new ActivityCollector(tokenizer);
      for (const event of events) collector.add(toAuditedEvent(event), event);
      const sizes = collector.finish().entries.map(({ bytes }) => bytes.length);
      expect(Math.max(...sizes)).toBeLessThan(390_000);
    }
  });

  it('of very many events has several entries, each below the limit of an item, and misses none', () => {
    const events = Array.from({ length: 33_000 }, (_, number) =>
      dataEvent({
        requestParameters: {
          tableName: 'Music',
          key: { Artist: `artist ${number}`, Song: `song ${number}` },
        },
      }),
    );
    const entries = collectEntries(events);
    expect(entries.map(({ part }) => part)).toEqual([0, 1]);
    const hashes = entries.flatMap(({ groups }) => groups.flatMap((group) => group.events));
    expect(new Set(hashes).size).toBe(events.length);
    const missed = events.filter((_, number) => {
      const token = tokenizer.toItemToken(toKeyToken('Song', `song ${number}`));
      return !entries.some(({ filter }) => mayContain(filter, token));
    });
    expect(missed).toEqual([]);
  });
});
