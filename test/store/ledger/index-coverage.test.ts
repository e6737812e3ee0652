import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../../../src/audit/meaning-version';
import {
  type IngestSettings,
  type IngestSettingsInput,
  parseIngestSettings,
} from '../../../src/settings/ingest-settings';
import { INDEX_NAMES } from '../../../src/store/indexes';
import {
  EVER,
  nextCoverage,
  readIndexCoverage,
  recordIndexCoverage,
} from '../../../src/store/ledger/index-coverage';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';

const settings = (input: IngestSettingsInput = {}) => parseIngestSettings(input);
const day = (number: number) => new Date(`2026-03-${number}T09:26:53.589Z`);

describe('what the indexes hold', () => {
  let dynamoDb: TestDynamoDb;
  let client: DynamoDBClient;
  let table: string;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    client = dynamoDb.client;
  });
  beforeEach(async () => {
    ({ ledger: table } = await createTables(client));
  });
  afterAll(() => dynamoDb.stop());

  it('is not known before anything was ingested', async () => {
    await expect(readIndexCoverage(client, table)).resolves.toBeUndefined();
  });

  it('is complete from the beginning in a new table', async () => {
    const recorded = await recordIndexCoverage(client, table, settings({ retentionDays: 90 }), day(14));
    expect(recorded).toEqual({
      dataEventIndexes: [],
      indexApplicationFailures: false,
      retentionDays: 90,
      since: Object.fromEntries(INDEX_NAMES.map((name) => [name, EVER])),
      layoutVersion: 1,
      format: 2,
      formatSince: EVER,
      activitySince: EVER,
      exclusions: [{ excludeOperations: [], excludePrincipals: [], excludeReadEvents: false }],
      meaningVersion: MEANING_VERSION,
      meaningSince: EVER,
    });
    await expect(readIndexCoverage(client, table)).resolves.toEqual(recorded);
  });

  it('is complete only from now on where an index is to hold more', async () => {
    await recordIndexCoverage(client, table, settings(), day(14));
    const more = settings({ dataEventIndexes: ['action'], indexApplicationFailures: true });
    const { since } = await recordIndexCoverage(client, table, more, day(15));
    expect(since).toMatchObject({
      action: '2026-03-15T09:26:53Z',
      failure: '2026-03-15T09:26:53Z',
      resource: EVER,
      address: EVER,
    });
  });

  it('stays as it is when nothing changes, and when an index is to hold less', async () => {
    const listed = settings({ dataEventIndexes: ['feed', 'action'] });
    const first = await recordIndexCoverage(client, table, listed, day(14));
    const same = settings({ dataEventIndexes: ['action', 'feed'] });
    await expect(recordIndexCoverage(client, table, same, day(15))).resolves.toEqual(first);
    const less = await recordIndexCoverage(client, table, settings({ dataEventIndexes: ['feed'] }), day(16));
    expect(less).toMatchObject({ dataEventIndexes: ['feed'], since: first.since });
  });

  it('says when log files were ingested of which some events have no record', async () => {
    const [records, activity] = [settings(), settings({ dataEventDetail: 'activity' })];
    const summarized = async (detail: IngestSettings, number: number) =>
      (await recordIndexCoverage(client, table, detail, day(number))).summarized;
    await expect(summarized(records, 14)).resolves.toBeUndefined();
    const since = '2026-03-15T09:11:53Z'; // A function may have ended 15 minutes earlier.
    await expect(summarized(activity, 15)).resolves.toEqual({ since });
    await expect(summarized(records, 16)).resolves.toEqual({ since, until: '2026-03-16T09:26:53Z' });
    await expect(summarized(records, 17)).resolves.toEqual({ since, until: '2026-03-16T09:26:53Z' });
    await expect(summarized(activity, 18)).resolves.toEqual({ since });
  });

  it('says that any event may have no record where that holds from the first file on', () => {
    const activity = settings({ dataEventDetail: 'activity' });
    expect(nextCoverage(activity, undefined, day(14)).summarized).toEqual({});
  });

  it('starts anew for an index that was switched off in between', async () => {
    const on = settings({ dataEventIndexes: ['action'] });
    await recordIndexCoverage(client, table, on, day(14));
    await recordIndexCoverage(client, table, settings(), day(15));
    const { since } = await recordIndexCoverage(client, table, on, day(16));
    expect(since.action).toBe('2026-03-16T09:26:53Z');
  });

  it('has items of this format only from now on where an earlier version wrote', async () => {
    const { format: _format, formatSince: _since, ...earlier } = nextCoverage(settings(), undefined, day(14));
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { book: { S: 'settings' }, entry: { S: 'indexes' }, coverage: { S: JSON.stringify(earlier) } },
      }),
    );
    const now = await recordIndexCoverage(client, table, settings(), day(15));
    expect(now).toMatchObject({ format: 2, formatSince: '2026-03-15T09:26:53Z', since: earlier.since });
    await expect(recordIndexCoverage(client, table, settings(), day(16))).resolves.toEqual(now);
  });

  it('says until when log files may have been ingested with another meaning', () => {
    const before = nextCoverage(settings(), undefined, day(14));
    const now = nextCoverage(settings(), { ...before, meaningVersion: MEANING_VERSION - 1 }, day(15));
    expect(now).toMatchObject({ meaningVersion: MEANING_VERSION, meaningSince: '2026-03-15T09:26:53Z' });
    expect(nextCoverage(settings(), now, day(16))).toEqual(now);
  });

  it('forgets what was reindexed once an index is to hold more', () => {
    const before = {
      ...nextCoverage(settings(), undefined, day(14)),
      reindexed: [{ since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }],
    };
    expect(nextCoverage(settings({ retentionDays: 90 }), before, day(15))).toMatchObject({
      reindexed: before.reindexed,
    });
    const more = settings({ dataEventIndexes: ['action'] });
    expect(nextCoverage(more, before, day(15))).not.toHaveProperty('reindexed');
  });

  it('has activity entries only from now on where none were written', async () => {
    const without = await recordIndexCoverage(client, table, settings({ activity: false }), day(14));
    expect(without.activitySince).toBeUndefined();
    const { activitySince } = await recordIndexCoverage(client, table, settings(), day(15));
    expect(activitySince).toBe('2026-03-15T09:26:53Z');
    await expect(recordIndexCoverage(client, table, settings(), day(16))).resolves.toMatchObject({
      activitySince,
    });
    expect(nextCoverage(settings(), undefined, day(14)).activitySince).toBe(EVER);
  });

  it('says what settings left out, and when that changed', async () => {
    const excluding = settings({ excludePrincipals: ['arn:aws:iam::111122223333:role/etl*'] });
    await recordIndexCoverage(client, table, excluding, day(14));
    const { exclusions } = await recordIndexCoverage(
      client,
      table,
      settings({ accounts: ['111122223333'] }),
      day(15),
    );
    expect(exclusions).toEqual([
      {
        excludeOperations: [],
        excludePrincipals: ['arn:aws:iam::111122223333:role/etl*'],
        excludeReadEvents: false,
        until: '2026-03-15T09:26:53Z',
      },
      {
        // For as long as a function with the former settings may still run, both apply.
        since: '2026-03-15T09:11:53Z',
        accounts: ['111122223333'],
        excludeOperations: [],
        excludePrincipals: [],
        excludeReadEvents: false,
      },
    ]);
  });

  it('does not know what an earlier version left out', async () => {
    const { exclusions: _, ...earlier } = nextCoverage(settings(), undefined, day(14));
    const { exclusions } = nextCoverage(settings(), earlier, day(15));
    expect(exclusions).toMatchObject([{ since: '2026-03-15T09:11:53Z' }]);
  });

  it('forgets the oldest of many changes of what is left out', async () => {
    let coverage = nextCoverage(settings(), undefined, day(14));
    for (let number = 0; number < 30; number += 1) {
      coverage = nextCoverage(settings({ excludeOperations: [`Operation${number}`] }), coverage, day(15));
    }
    expect(coverage.exclusions).toHaveLength(20);
    expect(coverage.exclusions?.at(-1)).toMatchObject({ excludeOperations: ['Operation29'] });
  });

  it('comes out the same when many processes start at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => recordIndexCoverage(client, table, settings(), day(14))),
    );
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  });
});
