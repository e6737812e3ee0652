import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ActivityCollector } from '../../src/activity/activity-collector';
import { Tokenizer } from '../../src/activity/tokens';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { completeFiles } from '../../src/ingest/complete-files';
import { HeldMemory } from '../../src/ingest/held-memory';
import type { FileToIngest, IngestContext } from '../../src/ingest/ingest-context';
import { ingestLogFile } from '../../src/ingest/ingest-log-file';
import { type IngestSettingsInput, parseIngestSettings } from '../../src/settings/ingest-settings';
import { createActivityWriter } from '../../src/store/ledger/activity-writer';
import { createDirectory } from '../../src/store/ledger/directory';
import { createIdentityWriter } from '../../src/store/ledger/identities';
import { createLedger, type LedgerEntry } from '../../src/store/ledger/ledger';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { SALT } from '../support/activity';
import { toAuditedEvent } from '../support/audited';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  logFile,
  tableArn,
  tableResource,
} from '../support/events';
import { logFileKey } from '../support/ledger-entries';
import { createTables } from '../support/tables';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(3));

const FILE: FileToIngest = {
  bucket: 'logs',
  key: logFileKey('111122223333', 'us-east-1', '20260314T1015Z'),
  etag: 'e1',
};
const ACTIVITY = { dataEventDetail: 'activity' as const };
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const onOrders = { requestParameters: { tableName: 'Orders' }, resources: [tableResource('Orders')] };
const CONTROL = controlEvent();
const EVENTS: readonly CloudTrailEvent[] = [
  dataEvent({ eventTime: '2026-03-14T09:59:00Z' }),
  dataEvent({ eventTime: '2026-03-14T10:00:00Z', errorCode: 'AccessDenied' }),
  dataEvent({ eventTime: '2026-03-14T10:01:00Z', eventName: 'PutItem', readOnly: false, ...onOrders }),
  // So many that some of a person have no record.
  ...Array.from({ length: 102 }, (_, second) =>
    dataEvent({
      eventTime: `2026-03-14T10:02:${String(second % 60).padStart(2, '0')}Z`,
      userIdentity: identities.iamUser(),
    }),
  ),
  CONTROL,
];

let dynamodb: TestDynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

/** An audit without log files. */
async function createAudit() {
  const { client } = dynamodb;
  const { audit, ledger } = await createTables(client);
  const context: Omit<IngestContext, 'source' | 'settings' | 'activity'> = {
    writer: createBatchWriter(client, audit),
    ledger: createLedger(client, ledger),
    directory: createDirectory(client, ledger),
    memory: new HeldMemory(),
    otherMeaning: { until: '2026-03-20T00:00:00Z', removeStaleLinks: async () => {} },
  };
  const activity = {
    writer: createActivityWriter(client, ledger),
    identities: createIdentityWriter(client, ledger, undefined),
  };
  return {
    ...{ ledger: context.ledger, writer: activity.writer },
    async ingest(events: readonly CloudTrailEvent[], input: IngestSettingsInput): Promise<void> {
      const settings = parseIngestSettings(input);
      const tokenizer = settings.activity ? new Tokenizer(SALT) : undefined;
      async function* body() {
        yield logFile(events);
      }
      const source = { open: async () => ({ body: body(), etag: 'e1' }) };
      const whole: IngestContext = { ...context, source, settings, activity: { ...activity, tokenizer } };
      const outcomes = await completeFiles([await ingestLogFile(FILE, whole)], whole);
      expect(outcomes).toMatchObject([{ status: 'done' }]);
    },
    /** What the ledger has of the file: its entry, and its activity entries. */
    async read(): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await DynamoDBDocumentClient.from(client).send(
        new ScanCommand({ TableName: ledger }),
      );
      return Items.filter(({ book }) => /^(?:activity|file)/.test(book))
        .map(({ finishedAt: _, ...item }) => item)
        .sort((one, other) => (one.book + one.entry < other.book + other.entry ? -1 : 1));
    },
  };
}

async function readFresh(events: readonly CloudTrailEvent[], settings: IngestSettingsInput) {
  const fresh = await createAudit();
  await fresh.ingest(events, settings);
  return fresh.read();
}

it.each<[string, readonly IngestSettingsInput[]]>([
  ['records, activity and records', [{}, ACTIVITY, {}]],
  ['activity, records and activity', [ACTIVITY, {}, ACTIVITY]],
  ['a person who became a machine', [ACTIVITY, { ...ACTIVITY, machines: [ALICE] }]],
  ['a machine that became a person', [{ ...ACTIVITY, machines: [ALICE] }, ACTIVITY]],
  ['all calls, and then without reads', [ACTIVITY, { ...ACTIVITY, excludeReadEvents: true }]],
  ['no reads, and then all calls', [{ ...ACTIVITY, excludeReadEvents: true }, ACTIVITY]],
  ['no data events', [{}, { excludeOperations: ['GetItem', 'PutItem'] }]],
  ['no activity', [ACTIVITY, { activity: false }]],
])('a file has the entries of a first ingest after it was ingested with %s', async (_, settings) => {
  const again = await createAudit();
  for (const one of settings) await again.ingest(EVENTS, one);
  const expected = await readFresh(EVENTS, settings.at(-1)!);
  expect(await again.read()).toEqual(expected);
});

it.each([
  ['of a table that its events do not name any more', EVENTS],
  ['though it has no data events any more', [CONTROL]],
])('a file that an earlier version ingested loses entries %s', async (_, events) => {
  const again = await createAudit();
  const expected = await readFresh(events, {});
  await again.ingest(events, {});
  const [known] = await again.ledger.find({
    ...{ bucket: FILE.bucket, key: FILE.key },
    ...{ accountId: '111122223333', region: 'us-east-1', day: '2026-03-14' },
  });
  const collector = new ActivityCollector(new Tokenizer(SALT));
  const stale = dataEvent({ resources: [tableResource('Stale')], requestParameters: { tableName: 'Stale' } });
  collector.add(toAuditedEvent(stale), stale);
  const { entries } = collector.finish();
  const earlier: LedgerEntry = { ...known!, meaningVersion: MEANING_VERSION - 1 };
  await again.writer.write(entries, earlier, undefined);
  await again.ledger.record(earlier, undefined, { entries, filters: [] });
  expect(JSON.stringify(await again.read())).toContain(`activity/${tableArn('Stale')}`);
  await again.ingest(events, {});
  expect(await again.read()).toEqual(expected);
});
