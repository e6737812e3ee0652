import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ActivityCollector } from '../../src/activity/activity-collector';
import { ALL_RECORDED, type DetailSettings } from '../../src/activity/recorded-in-full';
import { Tokenizer } from '../../src/activity/tokens';
import type { AuditRecord } from '../../src/audit/audit-record';
import { auditEvent } from '../../src/audit/classify';
import type { AuditLog } from '../../src/query/audit-log';
import { type AuditLogOptions, createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { riskAssessor } from '../../src/rules/assess-risk';
import { type IngestSettingsInput, parseIngestSettings } from '../../src/settings/ingest-settings';
import { encodeItems, type StoredEvent } from '../../src/store/items/item';
import { ACTIVITY_SALT_KEY } from '../../src/store/ledger/activity-salt';
import { createActivityWriter } from '../../src/store/ledger/activity-writer';
import { createDirectory } from '../../src/store/ledger/directory';
import { EVER, recordIndexCoverage } from '../../src/store/ledger/index-coverage';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { SALT } from './activity';
import { namedBy } from './audit-records';
import { type CloudTrailEvent, logFile } from './events';
import type { LogBucket } from './log-bucket';
import { createTables } from './tables';

export interface StoredAuditOptions {
  /** Time from which events have activity entries, or false for none. @default all events have them */
  readonly entriesSince?: string | false;
  /** Which data events get a record of their own. Default: all. */
  readonly detail?: DetailSettings | undefined;
  /** Stores each list of events as a log file, too. */
  readonly bucket?: LogBucket | undefined;
  /** Writes the uncompressed text of a log file with this text. Default: as it is. */
  readonly pad?: (text: Buffer) => Buffer;
  /** How the log asks. Default: it does not read log files. */
  readonly reading?: Pick<AuditLogOptions, 'logFiles'> | undefined;
}

/** An audit in tables of its own, written as ingest writes it, without log files in between. */
export interface StoredAudit {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ledgerTableName: string;
  readonly log: AuditLog;
  /** Keys of the log files, in the order that they were stored. */
  readonly keys: readonly string[];
  /** Audits and stores events; gives their records. */
  storeEvents(events: readonly CloudTrailEvent[], detail?: DetailSettings): Promise<AuditRecord[]>;
  /** Stores records as if they came from events; a different `variant` is a different event. */
  storeRecords(records: readonly AuditRecord[], variant?: string): Promise<void>;
}

const SOURCE = {
  bucket: 'logs',
  key: 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_0123456789abcdef.json.gz',
};

/** Only a file with the events of one account and Region has the key that CloudTrail would give it. */
function toKey(events: readonly StoredEvent[], unique: string): string {
  const places = new Set(
    events.map(({ record: { accountId, region } }) => `${accountId}/CloudTrail/${region}`),
  );
  const [place = ''] = places;
  if (places.size !== 1 || place.includes('undefined')) return `other/${unique}.json.gz`;
  const [account, , region] = place.split('/');
  return `AWSLogs/${place}/2026/03/14/${account}_CloudTrail_${region}_20260314T0930Z_${unique}.json.gz`;
}

export async function createStoredAudit(
  client: DynamoDBClient,
  settings: IngestSettingsInput = {},
  { entriesSince = EVER, detail = ALL_RECORDED, bucket, pad, reading = {} }: StoredAuditOptions = {},
): Promise<StoredAudit> {
  const { audit: tableName, ledger: ledgerTableName } = await createTables(client);
  const parsed = parseIngestSettings(settings);
  const writer = createBatchWriter(client, tableName);
  const directory = createDirectory(client, ledgerTableName);
  const activity = createActivityWriter(client, ledgerTableName);
  // A fixed salt, so that tests have the same filters in every run.
  const salt = { ...ACTIVITY_SALT_KEY, salt: SALT };
  await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName: ledgerTableName, Item: salt }));
  if (entriesSince !== EVER) {
    await recordIndexCoverage(client, ledgerTableName, { ...parsed, activity: false }, new Date());
  }
  const keys: string[] = [];
  /** Stores the events of one file. */
  const store = async (events: readonly StoredEvent[], { dataEventDetail, ...rest } = detail) => {
    const recorded = { ...parsed, activity: entriesSince !== false, dataEventDetail };
    await recordIndexCoverage(client, ledgerTableName, recorded, new Date(entriesSince || EVER));
    const key = toKey(events, String(keys.length + 1).padStart(16, '0'));
    keys.push(key);
    const collector = new ActivityCollector(new Tokenizer(SALT), { dataEventDetail, ...rest });
    const isRecorded = (event: StoredEvent) =>
      entriesSince === false ||
      event.record.eventTime < entriesSince ||
      collector.add(event, JSON.parse(Buffer.from(event.original).toString()));
    await writer.write(events.filter(isRecorded).flatMap((event) => encodeItems(event, parsed)));
    await directory.upsert(namedBy(events.map(({ record }) => record)));
    const plain = logFile(events.map(({ original }) => Buffer.from(original).toString()));
    const content = pad ? gzipSync(pad(gunzipSync(plain)), { level: 1 }) : plain;
    const versionId = bucket?.put(key, content);
    const sha256 = createHash('sha256').update(gunzipSync(content)).digest('hex');
    const file = { ...SOURCE, key, versionId, sha256, status: 'done' as const };
    await activity.write(collector.finish().entries, file, parsed.retentionDays);
  };

  return {
    client,
    tableName,
    ledgerTableName,
    log: createAuditLog({ client, tableName, ledgerTableName, ...reading }),
    keys,
    async storeEvents(events, detail) {
      const stored = events.map((event): StoredEvent => {
        const audited = auditEvent(event, Buffer.from(JSON.stringify(event)), {
          assessRisk: riskAssessor(parsed),
        });
        if (audited.kind === 'rejected') throw new Error(audited.reason);
        return { ...audited.event, source: SOURCE };
      });
      await store(stored, detail);
      return stored.map(({ record }) => record);
    },
    storeRecords: (records, variant = '') =>
      store(
        records.map((record) => {
          const original = Buffer.from(JSON.stringify({ ...record, variant }));
          const contentHash = createHash('sha256').update(original).digest('hex').slice(0, 16);
          return { record, contentHash, original, unknownOperation: false, source: SOURCE };
        }),
      ),
  };
}
