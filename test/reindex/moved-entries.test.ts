import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Tokenizer } from '../../src/activity/tokens';
import { createLogFileReader, type LogFileReader } from '../../src/originals/s3-log-file-reader';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { scanFiles } from '../../src/query/dynamodb/read-files';
import { type EntryCounts, noEntryCounts, remakeEntries } from '../../src/reindex/remake-entries';
import { activityBook } from '../../src/store/ledger/activity-item';
import { readActivitySalt } from '../../src/store/ledger/activity-salt';
import { createIdentityWriter } from '../../src/store/ledger/identities';
import { readIndexCoverage } from '../../src/store/ledger/index-coverage';
import { startDynamoDb, type TestDynamoDb, testClient } from '../support/dynamodb';
import { dataEvent, tableArn, tableResource } from '../support/events';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createIngestedAudit, type IngestedAudit } from '../support/outdated-entries';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(10));

const WRITES: ReadonlySet<string | undefined> = new Set([
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
]);

describe('activity entries whose calls belong to other tables in this version', () => {
  let dynamodb: TestDynamoDb;
  let bucket: LogBucket;
  beforeAll(async () => {
    [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
  });
  afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

  /** Makes entries again with a client that fails for good before a write. */
  const remake = async (
    audit: IngestedAudit,
    diesBefore = Number.POSITIVE_INFINITY,
    logFiles: LogFileReader = createLogFileReader({ client: bucket.client }),
  ): Promise<EntryCounts> => {
    const { ledgerTableName, client: reading } = audit;
    const client = testClient(dynamodb.endpoint);
    let writes = 0;
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (WRITES.has(commandName)) writes += 1;
          if (writes > diesBefore) throw new Error('killed');
          return next(args);
        },
      { step: 'initialize' },
    );
    const files = async function* () {
      for await (const batch of scanFiles(DynamoDBDocumentClient.from(reading), ledgerTableName)) {
        yield batch.files.flatMap(({ entries }) => entries);
      }
    };
    const counts = noEntryCounts();
    try {
      await remakeEntries(
        {
          ...{ client, ledgerTableName, dryRun: false, retentionDays: undefined, readersMs: 0 },
          logFiles,
          identities: createIdentityWriter(client, ledgerTableName, undefined),
          tokenizer: new Tokenizer((await readActivitySalt(reading, ledgerTableName))!),
          reserve: async () => {},
          signal: new AbortController().signal,
          written: (await readIndexCoverage(reading, ledgerTableName))!,
          files: files(),
        },
        counts,
      );
    } finally {
      client.destroy();
    }
    return counts;
  };

  it('are made again in their places, and answers are whole wherever the run is killed', async () => {
    let diesBefore = 0;
    for (let isDone = false; !isDone; diesBefore += 1) {
      const audit = await createIngestedAudit(dynamodb.client, bucket);
      const onOrders = { resources: [tableResource('Orders')], requestParameters: { tableName: 'Orders' } };
      await audit.ingest(
        [
          dataEvent(),
          dataEvent({ eventTime: '2026-03-14T11:00:00Z', ...onOrders }),
          dataEvent({ eventTime: '2026-03-14T12:00:00Z', ...onOrders }),
          dataEvent({ eventName: 'PutItem', ...onOrders }),
        ],
        { excludeOperations: ['PutItem'] },
      );
      const countCalls = async () => (await createAuditLog(audit).activityPage({})).groups;
      const activitySince = async () =>
        (await readIndexCoverage(audit.client, audit.ledgerTableName))?.activitySince;
      const withoutMarks = async () =>
        (await audit.activity()).map(({ meaningVersion: _, activityMeaning: __, ...item }) => item);
      const [expected, answer] = [await withoutMarks(), await countCalls()];
      await audit.outdate();
      await audit.move(tableArn('Orders'), tableArn('Stale'));
      const formerAnswer = await countCalls();
      expect(formerAnswer).not.toEqual(answer);

      isDone = await remake(audit, diesBefore).then(
        ({ files }) => files === 1,
        () => false,
      );
      const isByEntries = (await activitySince()) === '1970-01-01T00:00:00Z';
      await expect(countCalls()).resolves.toEqual(isByEntries && !isDone ? formerAnswer : answer);
      await expect(remake(audit)).resolves.toMatchObject({ left: 0 });
      await expect(withoutMarks()).resolves.toEqual(expected);
      await expect(activitySince()).resolves.toBe('1970-01-01T00:00:00Z');
      await expect(countCalls()).resolves.toEqual(answer);
    }
    // The bound, the list, two new entries, one replaced, two deleted, the file, and the bound.
    expect(diesBefore).toBeGreaterThan(8);
  });

  it.each([true, false])('stay as a faster ingest wrote them (moved: %s)', async (isMoved) => {
    const audit = await createIngestedAudit(dynamodb.client, bucket);
    const key = await audit.ingest([dataEvent(), dataEvent({ resources: [tableResource('Orders')] })]);
    await audit.outdate();
    if (isMoved) await audit.move(tableArn('Orders'), tableArn('Stale'));
    const reader = createLogFileReader({ client: bucket.client });
    let ingested: unknown;
    const counts = await remake(audit, undefined, {
      async read(...asked) {
        const read = await reader.read(...asked);
        await audit.ingestAgain(key);
        ingested = await audit.activity();
        return read;
      },
    });
    expect(counts).toMatchObject({ files: 0, left: 0 });
    await expect(audit.activity()).resolves.toEqual(ingested);
    expect(JSON.stringify(ingested)).not.toContain('Stale');
  });

  it('use the write units of their bytes, not of the text in which they are sent', async () => {
    const audit = await createIngestedAudit(dynamodb.client, bucket);
    const onOrders = (id: number) =>
      dataEvent({
        resources: [tableResource('Orders')],
        requestParameters: { tableName: 'Orders', key: { id } },
      });
    await audit.ingest(Array.from({ length: 96 }, (_, id) => onOrders(id)));
    await audit.outdate();
    await audit.move(tableArn('Orders'), tableArn('Stale'));
    const { writeUnits } = await remake(audit);
    const orders = activityBook(tableArn('Orders'));
    const [entry] = (await audit.activity()).filter(({ book }) => book === orders);
    const { length } = entry!.data as Uint8Array;
    expect(length).toBeGreaterThan(768);
    expect(length).toBeLessThan(850);
    // The list, the new entry, the one that is deleted, and the file.
    expect(writeUnits).toBe(4);
  });
});
