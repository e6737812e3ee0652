import { AuditTrailError } from '../../src/errors';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import type { Position } from '../../src/query/position';
import { toResolvedQuery } from '../../src/query/resolved-query';
import { toSummary } from '../../src/query/summary';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, identities, tableArn } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
beforeEach(async () => {
  audit = await createStoredAudit(dynamodb.client);
});

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const failure = async (promise: Promise<unknown>): Promise<AuditTrailError> => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AuditTrailError);
  return error;
};

describe('search', () => {
  it('gives records newest first, whichever lanes they lie in', async () => {
    await audit.storeEvents([
      dataEvent({ eventTime: at(1) }),
      controlEvent({ eventTime: at(2), eventName: 'UpdateTable', readOnly: false }),
      dataEvent({ eventTime: at(3), eventName: 'PutItem', readOnly: false }),
    ]);
    const found = await collect(audit.log.search({ table: ['Music'] }));
    expect(found.map(({ eventName }) => eventName)).toEqual(['PutItem', 'UpdateTable', 'GetItem']);
  });

  it('knows an operation in whatever case it is asked for', async () => {
    await audit.storeEvents([controlEvent({ eventName: 'DeleteTable', readOnly: false })]);
    for (const action of ['deletetable', 'dynamodb:DELETETABLE']) {
      expect(await collect(audit.log.search({ action: [action] }))).toHaveLength(1);
    }
  });

  it('gives records as they were stored', async () => {
    const stored = await audit.storeEvents([
      controlEvent({ eventTime: at(1) }),
      dataEvent({ eventTime: at(2) }),
    ]);
    const found = await collect(audit.log.search({ table: ['Music'], order: 'asc' }));
    expect(found).toEqual(stored);
  });
});

describe('page', () => {
  it('walks on by its token, through records that arrive meanwhile, giving each once', async () => {
    const names = (records: readonly { eventTime: string }[]) => records.map(({ eventTime }) => eventTime);
    await audit.storeEvents([1, 3, 5, 7, 9].map((minute) => dataEvent({ eventTime: at(minute) })));
    const first = await audit.log.page({ table: ['Music'] }, { limit: 2 });
    await audit.storeEvents([2, 6, 8, 10].map((minute) => dataEvent({ eventTime: at(minute) })));
    const second = await audit.log.page({ table: ['Music'] }, { limit: 50, cursor: first.nextToken });
    expect(names(first.records)).toEqual([at(9), at(7)]);
    expect(names(second.records)).toEqual([at(6), at(5), at(3), at(2), at(1)]);
    expect(second.nextToken).toBeUndefined();
  });

  it('keeps the bounds of the first page when they were relative', async () => {
    const minutesAgo = (minutes: number) =>
      `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
    await audit.storeEvents([1, 2].map((minutes) => dataEvent({ eventTime: minutesAgo(minutes) })));
    const query = { table: ['Music'], since: '1h' };
    const { nextToken } = await audit.log.page(query, { limit: 1 });
    const later = Date.now() + 59 * 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      expect((await audit.log.page(query, { cursor: nextToken })).records).toHaveLength(1);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('refuses the token of another question', async () => {
    await audit.storeEvents([1, 2].map((minute) => dataEvent({ eventTime: at(minute) })));
    const { nextToken } = await audit.log.page({ table: ['Music'] }, { limit: 1 });
    const error = await failure(audit.log.page({ table: ['Music'], plane: ['data'] }, { cursor: nextToken }));
    expect(error.code).toBe('InvalidCursor');
  });

  it.each([0, 1_001, 1.5, Number.NaN])('refuses a limit of %d', async (limit) => {
    expect((await failure(audit.log.page({}, { limit }))).code).toBe('InvalidArgument');
  });

  it('says what was searched: the time range, the index and the number of entries', async () => {
    await audit.storeEvents([1, 2, 3].map((minute) => dataEvent({ eventTime: at(minute) })));
    const query = { table: ['Music'], action: ['Scan'], since: at(1), until: at(3) };
    expect(await audit.log.page(query)).toEqual({
      records: [],
      searched: { since: at(1), until: at(3), index: 'resource', entries: 2, readUnits: expect.any(Number) },
      coverage: expect.objectContaining({ since: at(1), until: at(3), status: 'not-provable' }),
    });
  });

  it('stops when its signal is aborted, with the reason of the signal', async () => {
    await audit.storeEvents([dataEvent()]);
    const reason = new Error('the user left');
    const signal = AbortSignal.abort(reason);
    await expect(audit.log.page({ table: ['Music'] }, { signal })).rejects.toBe(reason);
    await expect(audit.log.get('any', { signal })).rejects.toBe(reason);
    await expect(collect(audit.log.search({ resource: [tableArn('Music')] }, { signal }))).rejects.toBe(
      reason,
    );
    await expect(collect(audit.log.all({ signal }))).rejects.toBe(reason);
    await expect(collect(audit.log.list('actions', { signal }))).rejects.toBe(reason);
  });

  it('is empty for an empty time range', async () => {
    await audit.storeEvents([dataEvent({ eventTime: at(1) })]);
    const page = await audit.log.page({ table: ['Music'], since: at(1), until: at(1) });
    expect(page).toEqual({
      records: [],
      searched: { since: at(1), until: at(1), index: 'resource', entries: 0, readUnits: 0 },
      coverage: expect.objectContaining({ since: at(1), until: at(1) }),
    });
  });

  it('includes since and excludes until', async () => {
    await audit.storeEvents([1, 2, 3].map((minute) => dataEvent({ eventTime: at(minute) })));
    const { records } = await audit.log.page({ table: ['Music'], since: at(1), until: at(3), order: 'asc' });
    expect(records.map(({ eventTime }) => eventTime)).toEqual([at(1), at(2)]);
  });

  it('never shows what has expired', async () => {
    const short = await createStoredAudit(dynamodb.client, { retentionDays: 1 });
    const [old, young] = [Date.now() - 2 * 86_400_000, Date.now() - 60_000].map(
      (time) => `${new Date(time).toISOString().slice(0, 19)}Z`,
    );
    const [expired] = await short.storeEvents([
      dataEvent({ eventTime: old }),
      dataEvent({ eventTime: young }),
    ]);
    expect((await short.log.page({ table: ['Music'] })).records.map(({ eventTime }) => eventTime)).toEqual([
      young,
    ]);
    expect(await collect(short.log.all())).toHaveLength(1);
    expect((await failure(short.log.get(expired!.eventId))).code).toBe('NotFound');
  });

  it('gives an event that touched several asked resources once', async () => {
    await audit.storeEvents([
      dataEvent({
        eventName: 'BatchGetItem',
        requestParameters: { requestItems: { Music: {}, Orders: {} } },
        resources: undefined,
      }),
    ]);
    const { records } = await audit.log.page({ table: ['Music', 'Orders'] });
    expect(records).toHaveLength(1);
  });

  it('finds events that touched one resource of each filter', async () => {
    await audit.storeEvents([
      dataEvent({
        eventName: 'BatchGetItem',
        requestParameters: { requestItems: { Music: {}, Orders: {} } },
        resources: undefined,
      }),
      dataEvent(),
    ]);
    const { records } = await audit.log.page({ table: ['Music'], resource: [tableArn('Orders')] });
    expect(records.map(({ eventName }) => eventName)).toEqual(['BatchGetItem']);
  });
});

describe('filters', () => {
  const chinese = (arn: string) => arn.replace('arn:aws:', 'arn:aws-cn:').replace('us-east-1', 'cn-north-1');

  it('tells principals apart that differ in nothing but the partition', async () => {
    const [record] = await audit.storeEvents([controlEvent()]);
    const alice = record!.principal.id;
    const namesake = {
      ...record!,
      eventId: 'other',
      region: 'cn-north-1',
      principal: { id: chinese(alice), type: 'IAMUser' },
    };
    await audit.storeRecords([namesake]);
    const query = { resource: [tableArn('Music')], access: ['read' as const] };
    expect((await audit.log.page(query)).records).toHaveLength(2);
    for (const id of [alice, chinese(alice)]) {
      const { records } = await audit.log.page({ ...query, principal: [id] });
      expect(records.map(({ principal }) => principal.id)).toEqual([id]);
    }
  });

  it('compares lists that are too long for a filter expression', async () => {
    await audit.storeEvents([controlEvent(), controlEvent({ requestParameters: { tableName: 'Other' } })]);
    const others = Array.from({ length: 15 }, (_, index) => tableArn(`Table${index}`));
    const { records } = await audit.log.page({
      principal: ['arn:aws:iam::111122223333:user/alice'],
      resource: [...others, tableArn('Music')],
    });
    expect(records.map(({ resources }) => resources)).toEqual([[tableArn('Music')]]);
  });
});

describe('names', () => {
  it('refuses a table nobody has seen, and names those near it', async () => {
    await audit.storeEvents([dataEvent()]);
    const error = await failure(audit.log.page({ table: ['Musci'] }));
    expect(error).toMatchObject({
      code: 'NotFound',
      message: expect.stringMatching(/"Musci".*Did you mean "Music"\?/),
    });
  });

  it('takes an ARN as it is', async () => {
    await audit.storeEvents([dataEvent()]);
    expect((await audit.log.page({ table: [tableArn('Music')] })).records).toHaveLength(1);
  });

  it('follows a table to its backups and to the copies restored from them', async () => {
    const backupArn = `${tableArn('Music')}/backup/01489602797149-73d8d5bc`;
    await audit.storeEvents([
      controlEvent({ eventName: 'DescribeBackup', requestParameters: { backupArn }, eventTime: at(1) }),
      controlEvent({
        eventName: 'RestoreTableFromBackup',
        requestParameters: { backupArn, targetTableName: 'Stolen' },
        readOnly: false,
        eventTime: at(2),
      }),
      dataEvent({
        eventName: 'Scan',
        requestParameters: { tableName: 'Stolen' },
        resources: undefined,
        eventTime: at(3),
      }),
      dataEvent({ requestParameters: { tableName: 'Other' }, resources: undefined, eventTime: at(4) }),
    ]);
    const { records } = await audit.log.page({ table: ['Music'], related: true, order: 'asc' });
    expect(records.map(({ eventName }) => eventName)).toEqual([
      'DescribeBackup',
      'RestoreTableFromBackup',
      'Scan',
    ]);
  });
});

describe('what indexes hold', () => {
  const byKey = { accessKey: ['ASIAORDERSEXAMPLE001'] };

  it('refuses what neither indexes nor entries find whole, naming what is missing, what can be asked and the settings', async () => {
    const bare = await createStoredAudit(dynamodb.client, {}, { entriesSince: false });
    await bare.storeEvents([dataEvent()]);
    const error = await failure(bare.log.page(byKey));
    expect(error.code).toBe('NotAnswerable');
    expect(error.message).toMatch(
      /"credential" holds no data events.*activity is false.*plane control.*dataEventIndexes to include "credential"/,
    );
  });

  it('answers as far as it can when asked to, and says what is missing', async () => {
    const bare = await createStoredAudit(dynamodb.client, {}, { entriesSince: false });
    await bare.storeEvents([dataEvent(), controlEvent({ userIdentity: identities.assumedRole() })]);
    const page = await bare.log.page({ ...byKey, partial: true });
    expect(page.records.map(({ eventName }) => eventName)).toEqual(['DescribeTable']);
    expect(page.incomplete).toContain('"credential" holds no data events');
  });

  it('answers the question that the refusal offers', async () => {
    await audit.storeEvents([controlEvent({ userIdentity: identities.assumedRole() })]);
    expect((await audit.log.page({ ...byKey, plane: ['control'] })).records).toHaveLength(1);
  });

  it('answers where the setting puts data events into the index', async () => {
    const all = await createStoredAudit(dynamodb.client, { dataEventIndexes: ['credential'] });
    await all.storeEvents([dataEvent()]);
    expect((await all.log.page(byKey)).records).toHaveLength(1);
  });

  it('answers anything of a table in which nothing is yet', async () => {
    expect(await audit.log.page({})).toMatchObject({ records: [], searched: { index: 'feed', entries: 0 } });
  });
});

describe('get and original', () => {
  it('gives the record with its log file, and the exact bytes of the event', async () => {
    const event = dataEvent();
    const [record] = await audit.storeEvents([event]);
    expect(await audit.log.get(record!.eventId)).toEqual([
      { ...record, source: { bucket: 'logs', key: expect.stringContaining('AWSLogs/') } },
    ]);
    const [original] = await audit.log.original(record!.eventId);
    expect(Buffer.from(original!).toString()).toBe(JSON.stringify(event));
  });

  it('shows different events under one id as variants', async () => {
    const event = dataEvent();
    await audit.storeEvents([event, { ...event, userAgent: 'forged' }]);
    const variants = await audit.log.get(event.eventID as string);
    expect(variants.map(({ variants }) => variants)).toEqual([2, 2]);
    const chosen = variants.find(({ userAgent }) => userAgent === 'forged');
    const [original] = await audit.log.original(event.eventID as string, chosen?.contentHash);
    expect(JSON.parse(Buffer.from(original!).toString())).toMatchObject({ userAgent: 'forged' });
  });

  it('shows both variants in a search', async () => {
    const event = dataEvent();
    await audit.storeEvents([event, { ...event, userAgent: 'forged' }]);
    expect((await audit.log.page({ table: ['Music'] })).records).toHaveLength(2);
    const walked = await audit.log.page({ table: ['Music'] }, { limit: 1 });
    const rest = await audit.log.page({ table: ['Music'] }, { cursor: walked.nextToken });
    expect([...walked.records, ...rest.records].map(({ userAgent }) => userAgent)).toContain('forged');
    expect(rest.records).toHaveLength(1);
  });

  it('refuses an id that no event has', async () => {
    expect((await failure(audit.log.get('none'))).message).toContain('"none"');
    expect((await failure(audit.log.original('none'))).code).toBe('NotFound');
  });
});

describe('all and list', () => {
  it('gives every record once', async () => {
    await audit.storeEvents([
      dataEvent({
        eventName: 'BatchGetItem',
        requestParameters: { requestItems: { Music: {}, Orders: {} } },
        resources: undefined,
      }),
      controlEvent(),
    ]);
    const all = await collect(audit.log.all());
    expect(all.map(({ eventName }) => eventName).sort()).toEqual(['BatchGetItem', 'DescribeTable']);
  });

  it('shows different events under one id as variants', async () => {
    const event = dataEvent();
    await audit.storeEvents([event, { ...event, userAgent: 'forged' }, controlEvent()]);
    const all = await collect(audit.log.all());
    const shown = all.map(({ eventName, variants }) => `${eventName} ${variants}`);
    expect(shown.sort()).toEqual(['DescribeTable undefined', 'GetItem 2', 'GetItem 2']);
    expect(new Set(all.map(({ contentHash }) => contentHash)).size).toBe(3);
  });

  it.each([0, 10_001, 1.5])('refuses a list page with a limit of %d', async (limit) => {
    expect((await failure(audit.log.listPage('actions', { limit }))).message).toContain(`but is ${limit}`);
  });

  it('lists what was seen', async () => {
    await audit.storeEvents([dataEvent({ eventTime: at(1) })]);
    expect(await collect(audit.log.list('actions'))).toEqual([
      expect.objectContaining({ value: 'dynamodb:GetItem', firstSeen: '2026-03-14', lastSeen: '2026-03-14' }),
    ]);
  });
});

describe('explain', () => {
  it('shows index, partitions, filters and what a page costs', async () => {
    await audit.storeEvents([1, 2, 3].map((minute) => dataEvent({ eventTime: at(minute) })));
    const explanation = await audit.log.explain({
      table: ['Music'],
      sourceIp: ['203.0.113.20'],
      plane: ['data'],
    });
    expect(explanation).toMatchObject({
      index: 'resource',
      partitions: Array.from({ length: 8 }, (_, shard) => `t${shard}|${tableArn('Music')}`),
      order: 'desc',
      filters: ['plane = data', 'sourceIp = 203.0.113.20'],
      page: { queries: 8, entries: 3, records: 3, readUnits: 4 },
    });
    expect(explanation.page.bytes).toBeGreaterThan(3 * 300);
  });
});

describe('a count that stops', () => {
  beforeEach(async () => {
    audit = await createStoredAudit(dynamodb.client, { dataEventIndexes: ['feed'] });
  });

  it('goes on where it stopped, and counts everything once', async () => {
    await audit.storeEvents(
      Array.from({ length: 1_200 }, (_, index) =>
        dataEvent({ eventTime: at(index % 60), eventName: index % 3 === 0 ? 'Query' : 'GetItem' }),
      ),
    );
    const store = createDynamoDbStore({
      client: audit.client,
      tableName: audit.tableName,
      ledgerTableName: audit.ledgerTableName,
    });
    const query = toResolvedQuery({ order: 'desc' }, [], {});
    const totals: Record<string, number> = {};
    let stops = 0;
    let from: Position | undefined;
    do {
      const counts = await store.counts(query, {
        by: 'action',
        seconds: 60,
        from,
        budget: { entries: 100, until: Number.POSITIVE_INFINITY },
      });
      for (const { counts: bucket } of counts.buckets) {
        for (const [value, count] of Object.entries(bucket)) totals[value] = (totals[value] ?? 0) + count;
      }
      from = counts.position;
      stops += 1;
    } while (from !== undefined);
    expect(totals).toEqual({ GetItem: 800, Query: 400 });
    expect(stops).toBeGreaterThan(1);
  });

  it('has the most frequent value first, in whichever order a store counted', () => {
    const toText = (counts: Readonly<Record<string, number>>) => {
      const counted = {
        buckets: [{ start: 0, counts }],
        records: 5,
        plan: { index: 'feed', partitions: [], filters: [] },
        cost: { queries: 1, entries: 5 },
      };
      const { buckets, totals } = toSummary(counted, 'action', '1m', {});
      return [JSON.stringify(buckets[0]?.counts), JSON.stringify(totals)];
    };
    const expected = '{"Query":3,"GetItem":1,"PutItem":1}';
    expect(toText({ PutItem: 1, Query: 3, GetItem: 1 })).toEqual([expected, expected]);
    expect(toText({ GetItem: 1, PutItem: 1, Query: 3 })).toEqual([expected, expected]);
  });

  it('says the share of the time range that it covers', () => {
    const range = { since: '2026-03-14T09:00:00Z', until: '2026-03-14T10:00:00Z' };
    const counts = {
      buckets: [],
      records: 20_000,
      position: { occurred: '2026-03-14T09:44:59Z#0000000000000000' },
      plan: { index: 'feed', partitions: [], filters: [] },
      cost: { queries: 20, entries: 20_000 },
    };
    expect(toSummary(counts, 'action', '1m', range)).toMatchObject({
      complete: false,
      countedSince: '2026-03-14T09:45:00Z',
      countedShare: 0.25,
    });
  });

  it('takes the old names of properties, and says the new ones', async () => {
    await audit.storeEvents([dataEvent()]);
    expect(await audit.log.summary({}, { by: 'accountId' })).toMatchObject({
      by: 'account',
      totals: { '111122223333': 1 },
      notices: ['The property accountId is now called account. The old name will be removed.'],
    });
  });
});
