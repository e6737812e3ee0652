import { createDirectory, type Directory, type DirectoryKind } from '../../../src/store/ledger/directory';
import { readDirectoryPage } from '../../../src/store/ledger/read-directory';
import { auditRecord, changeRecord, namedBy } from '../../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { refusal, startFaultyDynamoDb } from '../../support/faulty-dynamodb';
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

  const list = async (kind: DirectoryKind, table?: string) => {
    const page = await readDirectoryPage(dynamoDb.client, tableName, { kind, table, limit: 1_000 });
    expect(page.next).toBeUndefined();
    return page.entries;
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

  it('follows a table through all that belongs to it', async () => {
    const related = [
      MUSIC,
      `${MUSIC}/backup/01`,
      `${MUSIC}/export/02`,
      `${MUSIC}/index/ByYear`,
      `${MUSIC}/stream/2026`,
    ];
    await directory.upsert(namedBy([on('2026-03-14', { resources: [...related, `${MUSIC}Archive`] })]));
    expect((await list('resources', 'Music')).map(({ value }) => value)).toEqual(related);
    await expect(list('resources', 'Nothing')).resolves.toEqual([]);
  });

  it('keeps more values than one request reads', async () => {
    const resources = Array.from({ length: 230 }, (_, table) => `${MUSIC}${table}`);
    await directory.upsert(namedBy([on('2026-03-14', { resources })]));
    await createDirectory(dynamoDb.client, tableName).upsert(namedBy([on('2026-03-15', { resources })]));
    const entries = await list('resources');
    expect(entries).toHaveLength(230);
    expect(new Set(entries.map(({ lastSeen }) => lastSeen))).toEqual(new Set(['2026-03-15']));
  });

  it('continues a page after the last value, without reading what comes before', async () => {
    const resources = [`${MUSIC}1`, `${MUSIC}2`, `${MUSIC}3`, 'x'.repeat(1_500), 'y'];
    await directory.upsert(namedBy([on('2026-03-14', { resources })]));
    const walked: string[] = [];
    let after: string | undefined;
    do {
      const page = await readDirectoryPage(dynamoDb.client, tableName, {
        kind: 'resources',
        limit: 2,
        after,
      });
      walked.push(...page.entries.map(({ value }) => value));
      expect(page.entries.length).toBeLessThanOrEqual(2);
      after = page.next;
    } while (after !== undefined);
    expect(walked.sort()).toEqual([...resources].sort());
  });

  it('keeps values longer than a key may be', async () => {
    const name = 'x'.repeat(1_500);
    await directory.upsert(namedBy([on('2026-03-14', { resources: [name] })]));
    await expect(list('resources')).resolves.toMatchObject([{ value: name }]);
  });
});

describe('the requests of the directory', () => {
  const known = (text: string) => {
    const { RequestItems } = JSON.parse(text);
    return Object.fromEntries(
      Object.entries<{ Keys: Record<string, unknown>[] }>(RequestItems).map(([table, { Keys }]) => [
        table,
        Keys.map((key) => ({
          ...key,
          value: { S: (key.entry as { S: string }).S.replace('Music#', '') },
          firstSeen: { S: '2026-03-14' },
          lastSeen: { S: '2026-03-14' },
        })),
      ]),
    );
  };

  it('are one read for what a new process does not know, then none', async () => {
    const dynamoDb = await startFaultyDynamoDb(({ text }) => ({ body: { Responses: known(text) } }));
    try {
      const directory = createDirectory(dynamoDb.client, 'ledger');
      await Promise.all([
        directory.upsert(namedBy([on('2026-03-14')])),
        directory.upsert(namedBy([on('2026-03-14')])),
      ]);
      await directory.upsert(namedBy([on('2026-03-14')]));
      expect(dynamoDb.requests.map(({ operation }) => operation)).toEqual(['BatchGetItem']);
    } finally {
      await dynamoDb.stop();
    }
  });

  it('fail for one call without harm to the next', async () => {
    const dynamoDb = await startFaultyDynamoDb(({ text }, index) =>
      index === 0 ? refusal('AccessDeniedException') : { body: { Responses: known(text) } },
    );
    try {
      const directory = createDirectory(dynamoDb.client, 'ledger');
      await expect(directory.upsert(namedBy([on('2026-03-14')]))).rejects.toMatchObject({
        code: 'ServiceFailed',
      });
      await directory.upsert(namedBy([on('2026-03-14')]));
      expect(dynamoDb.requests).toHaveLength(2);
    } finally {
      await dynamoDb.stop();
    }
  });
});
