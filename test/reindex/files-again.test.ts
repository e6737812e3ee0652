import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { recordDeployment } from '../../src/store/ledger/deployment';
import { nothingCounted } from '../../src/store/ledger/file-counts';
import { readIndexCoverage } from '../../src/store/ledger/index-coverage';
import { createLedger } from '../../src/store/ledger/ledger';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent } from '../support/events';
import { ledgerEntry, logFileKey } from '../support/ledger-entries';
import { recordSettings, storeAs, toOlderMeaning } from '../support/older-version';
import { type SqsServer, startSqsServer } from '../support/sqs-server';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

const DETAIL = { dataEventDetail: 'activity' as const, machines: [] };

jest.setTimeout(timeoutFor(5));

describe('ddb-audit reindex with dataEventDetail activity', () => {
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let sqs: SqsServer;
  let audit: StoredAudit;

  const file = (delivered: string, summarized: number, meaningVersion: number) =>
    ledgerEntry({
      key: logFileKey('111122223333', 'us-east-1', delivered),
      counts: { ...nothingCounted(), read: 2, audited: 2, recorded: 2 - summarized, summarized },
      ...{ meaningVersion, firstEventTime: '2026-03-14T09:00:00Z', lastEventTime: '2026-03-14T09:10:00Z' },
    });
  const OUTDATED = file('20260314T0915Z', 2, MEANING_VERSION - 1);
  /** All its events have a record. */
  const RECORDED = file('20260314T0920Z', 0, MEANING_VERSION - 1);

  beforeAll(async () => {
    [dynamodb, sqs] = await Promise.all([startDynamoDb(), startSqsServer()]);
    Object.assign(process.env, {
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
      ...{ AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint, AWS_ENDPOINT_URL_SQS: sqs.endpoint },
    });
    audit = await createStoredAudit(dynamodb.client, {}, { detail: DETAIL });
    const { client, tableName, ledgerTableName } = audit;
    await audit.storeEvents([controlEvent()]);
    await recordSettings(client, ledgerTableName, DETAIL);
    await recordDeployment(client, ledgerTableName, {
      ...{ AuditTableName: tableName, LedgerTableName: ledgerTableName },
      IngestQueueUrl: sqs.toUrl('notifications'),
    });
    await storeAs(client, tableName, [dataEvent()], toOlderMeaning);
    const ledger = createLedger(client, ledgerTableName);
    const [signal, activity] = [undefined, { entries: [], filters: [] }];
    await ledger.record(OUTDATED, signal, activity);
    await ledger.record(RECORDED, signal, activity);
    await ledger.record(file('20260314T0925Z', 2, MEANING_VERSION), signal, activity);
    await ledger.record(file('20260314T0930Z', 0, MEANING_VERSION - 1));
  });
  afterAll(async () => {
    process.env = environment;
    await sqs.close();
    await dynamodb.stop();
  });

  const reindex = async (...words: string[]) => {
    const tables = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    const { exitCode, stdout, stderr } = await ddbAudit(['reindex', ...tables, ...words]);
    if (stdout === '') throw new Error(stderr);
    return { exitCode, ...JSON.parse(stdout) };
  };
  const sent = () => sqs.messages('notifications').map(({ body }) => JSON.parse(body));

  it('only counts log files in a dry run, and outside of the range', async () => {
    await expect(reindex('--dry-run')).resolves.toMatchObject({ exitCode: 0, logFiles: 2 });
    await expect(reindex('--since', '2026-03-15')).resolves.toMatchObject({ exitCode: 0, logFiles: 0 });
    expect(sent()).toEqual([]);
  });

  it('sends log files with outdated activity entries to the ingest queue, and has entries count as before', async () => {
    await expect(reindex()).resolves.toMatchObject({ exitCode: 0, changed: 1, logFiles: 2 });
    expect(sent()).toEqual([{ s3Bucket: OUTDATED.bucket, s3ObjectKey: [OUTDATED.key, RECORDED.key] }]);
    const coverage = await readIndexCoverage(audit.client, audit.ledgerTableName);
    expect(coverage?.activitySince).toBe('1970-01-01T00:00:00Z');
  });
});
