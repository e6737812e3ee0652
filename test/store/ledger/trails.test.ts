import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTrailLedger, type TrailLedger } from '../../../src/store/ledger/trails';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';
import { dataEvents, TRAIL, trailLogging } from '../../support/trail-logging';

describe('what trails logged', () => {
  let dynamoDb: TestDynamoDb;
  let client: DynamoDBClient;
  let table: string;
  let ledger: TrailLedger;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    client = dynamoDb.client;
  });
  beforeEach(async () => {
    ({ ledger: table } = await createTables(client));
    ledger = createTrailLedger(client, table);
  });
  afterAll(() => dynamoDb.stop());

  const FIRST = trailLogging({
    readAt: '2026-03-01T00:00:00Z',
    selectors: [
      dataEvents({ field: 'resources.ARN', startsWith: ['arn:aws:dynamodb:'], notEndsWith: ['/Audit'] }),
    ],
    ownTraffic: { sessionPrefixes: ['arn:aws:sts::1:assumed-role/ingest/'], tableArns: ['arn'] },
  });

  it('is nothing in a new table', async () => {
    await expect(ledger.read()).resolves.toEqual([]);
    await expect(ledger.lastLook()).resolves.toEqual({});
  });

  it('is read without the trails that have no digests, which are noted beside it', async () => {
    const undigested = {
      trailArn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/plain',
      ...{ folder: 's3://trail-logs/AWSLogs/', isOrganizationTrail: false },
    };
    await expect(ledger.readUndigested()).resolves.toEqual([]);
    await ledger.noteUndigested([undigested, { ...undigested, region: 'eu-west-1' }]);
    await expect(ledger.readUndigested()).resolves.toEqual([
      undigested,
      { ...undigested, region: 'eu-west-1' },
    ]);
    await ledger.noteUndigested([]);
    await expect(ledger.readUndigested()).resolves.toEqual([]);
    await expect(ledger.read()).resolves.toEqual([]);
  });

  it('is read as it was written, until it changed', async () => {
    const second = trailLogging({
      since: '2026-03-11T00:00:00Z',
      from: 'unknown',
      reason: 'access is denied',
      selectors: [],
    });
    await expect(ledger.add(FIRST)).resolves.toBe(true);
    await expect(ledger.close(FIRST, '2026-03-10T12:00:00Z')).resolves.toBe(true);
    await expect(ledger.add(second)).resolves.toBe(true);
    await ledger.noteLook({ at: '2026-03-11T00:00:00Z' });
    await expect(ledger.read()).resolves.toEqual([{ ...FIRST, until: '2026-03-10T12:00:00Z' }, second]);
  });

  it('is kept as the first of several writers wrote it', async () => {
    const writers = [1, 2, 3].map((day) =>
      trailLogging({ isLogging: false, until: `2026-03-0${day}T00:00:00Z` }),
    );
    const added = await Promise.all(writers.map((one) => createTrailLedger(client, table).add(one)));
    expect(added.filter(Boolean)).toHaveLength(1);
    await expect(ledger.read()).resolves.toEqual([writers[added.indexOf(true)]]);
  });

  it('is closed once', async () => {
    await ledger.add(FIRST);
    const closed = await Promise.all(
      ['2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'].map((until) => ledger.close(FIRST, until)),
    );
    expect(closed.filter(Boolean)).toHaveLength(1);
    await expect(
      ledger.close(trailLogging({ trailArn: `${TRAIL}-2` }), '2026-03-10T00:00:00Z'),
    ).resolves.toBe(false);
    await expect(ledger.read()).resolves.toHaveLength(1);
  });

  it('tells when trails were last asked', async () => {
    const look = { at: '2026-03-11T10:00:00Z', allAt: '2026-03-11T00:00:00Z' };
    await ledger.noteLook(look);
    await expect(ledger.lastLook()).resolves.toEqual(look);
  });

  it('is not read from an entry with an unknown operator, which would be no condition', async () => {
    await ledger.add(FIRST);
    const fieldSelectors = { L: [{ M: { field: { S: 'eventName' }, matches: { L: [] } } }] };
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          book: { S: 'coverage/latest' },
          entry: { S: `${TRAIL}#2026-04-01T00:00:00Z` },
          trailArn: { S: TRAIL },
          since: { S: '2026-04-01T00:00:00Z' },
          from: { S: 'api' },
          isLogging: { BOOL: true },
          homeRegion: { S: 'eu-west-1' },
          isMultiRegion: { BOOL: true },
          isOrganizationTrail: { BOOL: false },
          selectors: { L: [{ M: { fieldSelectors } }] },
        },
      }),
    );
    await expect(ledger.read()).rejects.toMatchObject({
      code: 'InvalidItem',
      message: `Not a ledger entry of a trail: coverage/latest ${TRAIL}#2026-04-01T00:00:00Z.`,
    });
  });
});
