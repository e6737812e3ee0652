import { setMaxListeners } from 'node:events';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  createDirectory,
  type Directory,
  type DirectoryEntry,
  type DirectoryKind,
} from '../../../src/store/ledger/directory';
import { type DirectoryRange, readDirectoryPage } from '../../../src/store/ledger/read-directory';
import { auditRecord, changeRecord, namedBy } from '../../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import {
  type FaultyAnswer,
  type FaultyDynamoDb,
  refusal,
  startFaultyDynamoDb,
} from '../../support/faulty-dynamodb';
import { createTables } from '../../support/tables';

const MUSIC = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music';
const on = (day: string, overrides = {}) => auditRecord({ eventTime: `${day}T12:00:00Z`, ...overrides });

describe('the directory', () => {
  let dynamoDb: TestDynamoDb;
  let tableName: string;
  let directory: Directory;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
  });
  beforeEach(async () => {
    ({ ledger: tableName } = await createTables(dynamoDb.client));
    directory = createDirectory(dynamoDb.client, tableName);
  });
  afterAll(() => dynamoDb.stop());

  const readPage = (range: DirectoryRange) =>
    readDirectoryPage(DynamoDBDocumentClient.from(dynamoDb.client), tableName, range);
  const list = async (kind: DirectoryKind, table?: string) => {
    const entries: DirectoryEntry[] = [];
    let after: string | undefined;
    do {
      const page = await readPage({ kind, table, after, limit: 100 });
      entries.push(...page.entries);
      after = page.next;
    } while (after !== undefined);
    return entries;
  };

  it('lists everything that records name, with the days', async () => {
    await directory.upsert(namedBy([on('2026-03-14'), changeRecord({ eventTime: '2026-03-15T00:00:00Z' })]));
    const days = { firstSeen: '2026-03-14', lastSeen: '2026-03-15' };
    await expect(list('resources')).resolves.toEqual([
      { kind: 'resources', value: MUSIC, name: 'Music', ...days },
    ]);
    await expect(list('principals')).resolves.toEqual([
      {
        kind: 'principals',
        value: 'arn:aws:iam::111122223333:role/orders-service',
        name: 'orders-service',
        ...days,
      },
    ]);
    await expect(list('actions')).resolves.toMatchObject([
      { value: 'dynamodb:DeleteTable', firstSeen: '2026-03-15' },
      { value: 'dynamodb:GetItem', lastSeen: '2026-03-14' },
    ]);
    await expect(list('accounts')).resolves.toMatchObject([{ value: '111122223333' }]);
    await expect(list('regions')).resolves.toMatchObject([{ value: 'us-east-1' }]);
  });

  it('widens a range both ways, whatever the order, and never narrows it', async () => {
    for (const day of ['2026-03-14', '2026-03-20', '2026-03-10', '2026-03-15']) {
      await createDirectory(dynamoDb.client, tableName).upsert(namedBy([on(day)]));
    }
    await expect(list('regions')).resolves.toMatchObject([
      { firstSeen: '2026-03-10', lastSeen: '2026-03-20' },
    ]);
  });

  it('notes what is added to the same names later', async () => {
    const named = namedBy([on('2026-03-14')]);
    await directory.upsert(named);
    named.add(on('2026-03-18'));
    await directory.upsert(named);
    await expect(list('regions')).resolves.toMatchObject([
      { firstSeen: '2026-03-14', lastSeen: '2026-03-18' },
    ]);
  });

  it('keeps the widest range when many processes note at the same time', async () => {
    const days = Array.from({ length: 12 }, (_, day) => `2026-03-${day + 10}`);
    await Promise.all(
      days.map((day) => createDirectory(dynamoDb.client, tableName).upsert(namedBy([on(day)]))),
    );
    await expect(list('resources')).resolves.toMatchObject([
      { firstSeen: '2026-03-10', lastSeen: '2026-03-21' },
    ]);
  });

  it('lists a table and what belongs to it, in every account and Region, but no longer names', async () => {
    const west = 'arn:aws:dynamodb:us-west-2:444455556666:table/Music';
    const related = [
      MUSIC,
      `${MUSIC}/backup/01`,
      `${MUSIC}/export/02`,
      `${MUSIC}/index/ByYear`,
      `${MUSIC}/stream/2026`,
      west,
    ];
    const others = [`${MUSIC}Archive`, 'arn:aws:dax:us-east-1:1:cache/Music'];
    await directory.upsert(namedBy([on('2026-03-14', { resources: [...related, ...others] })]));
    const found = await list('resources', 'Music');
    expect(found.map(({ value }) => value)).toEqual(related);
    await expect(list('resources', 'Nothing')).resolves.toEqual([]);
  });

  it('lists one value, and what begins with a text, of resources by the name of their table', async () => {
    const orders = MUSIC.replace('Music', 'Orders');
    await directory.upsert(
      namedBy([on('2026-03-14', { resources: [MUSIC, `${MUSIC}/index/byYear`, orders] })]),
    );
    const find = async (range: Omit<DirectoryRange, 'limit'>) =>
      (await readPage({ ...range, limit: 100 })).entries.map(({ value }) => value);
    expect(await find({ kind: 'resources', value: MUSIC })).toEqual([MUSIC]);
    expect(await find({ kind: 'resources', value: `${MUSIC}/index` })).toEqual([]);
    expect(await find({ kind: 'resources', prefix: 'Mus' })).toEqual([MUSIC, `${MUSIC}/index/byYear`]);
    expect(await find({ kind: 'resources', prefix: 'M'.repeat(2_000) })).toEqual([]);
    expect(await find({ kind: 'actions', prefix: 'dynamodb:Get' })).toEqual(['dynamodb:GetItem']);
  });

  it('starts a page after the entry that ended the page before', async () => {
    const resources = Array.from({ length: 7 }, (_, table) => `${MUSIC}${table}`);
    await directory.upsert(namedBy([on('2026-03-14', { resources })]));
    const first = await readPage({ kind: 'resources', limit: 3 });
    const second = await readPage({ kind: 'resources', limit: 3, after: first.next });
    const values = [first, second].map(({ entries }) => entries.map(({ value }) => value));
    expect(values).toEqual([resources.slice(0, 3), resources.slice(3, 6)]);
  });

  it('keeps more values than one request reads', async () => {
    const resources = Array.from({ length: 230 }, (_, table) => `${MUSIC}${table}`);
    await directory.upsert(namedBy([on('2026-03-14', { resources })]));
    await createDirectory(dynamoDb.client, tableName).upsert(namedBy([on('2026-03-15', { resources })]));
    const entries = await list('resources');
    expect(entries).toHaveLength(230);
    expect(new Set(entries.map(({ lastSeen }) => lastSeen))).toEqual(new Set(['2026-03-15']));
  });

  it('keeps values longer than a key may be', async () => {
    const name = 'x'.repeat(1_500);
    await directory.upsert(namedBy([on('2026-03-14', { resources: [name] })]));
    await expect(list('resources')).resolves.toMatchObject([{ value: name }]);
  });
});

/** What DynamoDB answers to a BatchGetItem if it has all entries, seen on one day. */
const haveAll = (text: string): FaultyAnswer => {
  const { RequestItems } = JSON.parse(text);
  const tables = Object.entries<{ Keys: Record<string, { S: string }>[] }>(RequestItems);
  const toEntries = (keys: Record<string, { S: string }>[]) =>
    keys.map((key) => ({
      ...key,
      value: { S: key.entry!.S.replace('Music#', '') },
      firstSeen: { S: '2026-03-14' },
      lastSeen: { S: '2026-03-14' },
    }));
  return {
    body: { Responses: Object.fromEntries(tables.map(([name, { Keys }]) => [name, toEntries(Keys)])) },
  };
};
const leaveAll = (text: string): FaultyAnswer => ({
  body: { Responses: {}, UnprocessedKeys: JSON.parse(text).RequestItems },
});

describe('the requests of the directory', () => {
  let dynamoDb: FaultyDynamoDb;
  const start = async (answer: Parameters<typeof startFaultyDynamoDb>[0]) => {
    dynamoDb = await startFaultyDynamoDb(answer);
    return createDirectory(dynamoDb.client, 'ledger');
  };
  afterEach(async () => {
    jest.restoreAllMocks();
    await dynamoDb.stop();
  });
  const withoutWaiting = () => jest.spyOn(Math, 'random').mockReturnValue(0);
  const operations = () => dynamoDb.requests.map(({ operation }) => operation);
  const named = () => namedBy([on('2026-03-14')]);

  it('are one read for what a new process does not know, then none', async () => {
    const directory = await start(({ text }) => haveAll(text));
    await Promise.all([directory.upsert(named()), directory.upsert(named())]);
    await directory.upsert(named());
    expect(operations()).toEqual(['BatchGetItem']);
  });

  it('are one write for a value, however many days it is seen on', async () => {
    const directory = await start(({ operation, text }) =>
      operation === 'BatchGetItem' ? haveAll(text) : { body: {} },
    );
    const days = Array.from({ length: 30 }, (_, day) => `2026-04-${String(day + 1).padStart(2, '0')}`);
    const values = namedBy(days.map((day) => on(day)));
    await directory.upsert(values);
    expect(operations()).toEqual(['BatchGetItem', ...[...values.entries()].map(() => 'PutItem')]);
  });

  it('fail for one call without harm to the next', async () => {
    const directory = await start(({ text }, index) =>
      index === 0 ? refusal('AccessDeniedException') : haveAll(text),
    );
    await expect(directory.upsert(named())).rejects.toMatchObject({ code: 'ServiceFailed' });
    await directory.upsert(named());
    expect(dynamoDb.requests).toHaveLength(2);
  });

  it('ask again for keys that were left unprocessed', async () => {
    withoutWaiting();
    const directory = await start(({ text }, index) => (index < 3 ? leaveAll(text) : haveAll(text)));
    await directory.upsert(named());
    expect(dynamoDb.requests).toHaveLength(4);
  });

  it('end after ten attempts if keys are left unprocessed for ever', async () => {
    withoutWaiting();
    const directory = await start(({ text }) => leaveAll(text));
    await expect(directory.upsert(named())).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: 'DynamoDB left 5 keys of ledger unprocessed in 10 attempts.',
    });
    expect(dynamoDb.requests).toHaveLength(10);
  });

  it('end when the call is aborted, with waits between attempts', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1); // Waits 100, 200, 400 ms.
    const directory = await start(({ text }) => leaveAll(text));
    const reason = new Error('out of time');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 500);
    await expect(directory.upsert(named(), controller.signal)).rejects.toBe(reason);
    expect(dynamoDb.requests.length).toBeLessThan(5);
  });

  it('go on where an aborted call ended, also in a new process', async () => {
    const table = new Map<string, unknown>();
    let controller = new AbortController();
    let puts = 0;
    dynamoDb = await startFaultyDynamoDb(({ operation, text }) => {
      const request = JSON.parse(text);
      if (operation === 'BatchGetItem') {
        const keys: { entry: { S: string } }[] = request.RequestItems.ledger.Keys;
        return { body: { Responses: { ledger: keys.flatMap(({ entry }) => table.get(entry.S) ?? []) } } };
      }
      table.set(request.Item.entry.S, request.Item);
      puts += 1;
      if (puts % 400 === 0) controller.abort(new Error('out of time'));
      return { body: {} };
    });
    const resources = Array.from({ length: 1_000 }, (_, number) => `${MUSIC}${number}`);
    const many = namedBy([on('2026-03-14', { resources })]);
    let attempts = 0;
    for (let done = false; !done && attempts < 10; attempts += 1) {
      controller = new AbortController();
      setMaxListeners(0, controller.signal); // As the signals of an invocation.
      const upserting = createDirectory(dynamoDb.client, 'ledger').upsert(many, controller.signal);
      done = await upserting.then(
        () => true,
        () => false,
      );
    }
    expect(attempts).toBe(3);
    expect(table.size).toBe(many.size);
    expect(puts).toBe(many.size);
  });

  it('end after ten attempts if other writers are always faster', async () => {
    withoutWaiting();
    const directory = await start(({ operation }) =>
      operation === 'BatchGetItem' ? { body: { Responses: {} } } : refusal('ConditionalCheckFailedException'),
    );
    await expect(directory.upsert(named())).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: 'Other writers changed 5 entries of the directory in ledger 10 times in a row.',
    });
  });
});
