import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { EntryContent } from '../../src/activity/activity-entry';
import { encodeContent } from '../../src/activity/entry-content';
import { encodeFileActivity } from '../../src/activity/file-activity';
import { createFuseFilter } from '../../src/activity/fuse-filter';
import { Tokenizer } from '../../src/activity/tokens';
import { completeFiles } from '../../src/ingest/complete-files';
import { HeldMemory } from '../../src/ingest/held-memory';
import type { IngestContext } from '../../src/ingest/ingest-context';
import { ingestLogFile } from '../../src/ingest/ingest-log-file';
import { type IngestSettingsInput, parseIngestSettings } from '../../src/settings/ingest-settings';
import { activityBook, parseActivityItem } from '../../src/store/ledger/activity-item';
import { ensureActivitySalt } from '../../src/store/ledger/activity-salt';
import { createActivityWriter } from '../../src/store/ledger/activity-writer';
import { createDirectory } from '../../src/store/ledger/directory';
import { readFileActivity } from '../../src/store/ledger/file-activity-item';
import { createIdentityWriter } from '../../src/store/ledger/identities';
import { recordIndexCoverage } from '../../src/store/ledger/index-coverage';
import { createLedger } from '../../src/store/ledger/ledger';
import { parseLedgerItem } from '../../src/store/ledger/ledger-item';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { s3LogFileSource } from '../../src/trail/log-file-source';
import { type CloudTrailEvent, logFile } from './events';
import { logFileKey } from './ledger-entries';
import type { LogBucket } from './log-bucket';
import { recordSettings } from './older-version';
import { createTables } from './tables';

type Item = Record<string, unknown>;

/** An audit that ingested log files of a bucket, of which an earlier version made the activity entries. */
export interface IngestedAudit {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ledgerTableName: string;
  /** Ingests events as a log file, as this version does. Returns its key. */
  ingest(events: readonly CloudTrailEvent[], settings?: IngestSettingsInput): Promise<string>;
  /** Ingests a log file again. */
  ingestAgain(key: string, settings?: IngestSettingsInput): Promise<void>;
  /**
   * Makes all entries those of version 1 of the meaning, which knows no tokens of items.
   * @param change what else that version saw in another way
   */
  outdate(change?: (content: EntryContent) => EntryContent): Promise<void>;
  /** Puts the entries of a table under another one, which an earlier version took for the table of the calls. */
  move(from: string, to: string): Promise<void>;
  /** What the ledger has of activity: entries, and the items of files. */
  activity(): Promise<readonly Item[]>;
}

export async function createIngestedAudit(client: DynamoDBClient, bucket: LogBucket): Promise<IngestedAudit> {
  const { audit, ledger } = await createTables(client);
  const documents = DynamoDBDocumentClient.from(client);
  const recorded = parseIngestSettings({});
  await recordIndexCoverage(client, ledger, recorded, new Date());
  await recordSettings(client, ledger);
  const tokenizer = new Tokenizer(await ensureActivitySalt(client, ledger));
  const context: Omit<IngestContext, 'settings'> = {
    source: s3LogFileSource(bucket.client),
    writer: createBatchWriter(client, audit),
    ledger: createLedger(client, ledger),
    directory: createDirectory(client, ledger),
    memory: new HeldMemory(),
    activity: {
      writer: createActivityWriter(client, ledger),
      identities: createIdentityWriter(client, ledger, undefined),
      tokenizer,
    },
  };
  const scan = async (book: RegExp): Promise<Item[]> => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: ledger, ConsistentRead: true }));
    return Items.filter((item) => book.test(String(item.book))).sort((one, other) =>
      one.book + one.entry < other.book + other.entry ? -1 : 1,
    );
  };
  const put = (Item: Item) => documents.send(new PutCommand({ TableName: ledger, Item }));
  const ingestAgain = async (key: string, settings: IngestSettingsInput = {}): Promise<void> => {
    const whole: IngestContext = { ...context, settings: parseIngestSettings(settings) };
    const outcomes = await completeFiles([await ingestLogFile({ bucket: 'logs', key }, whole)], whole);
    expect(outcomes).toMatchObject([{ status: 'done' }]);
  };
  let files = 0;
  return {
    ...{ client, tableName: audit, ledgerTableName: ledger },
    async ingest(events, settings = {}) {
      files += 1;
      const name = String(files).padStart(16, '0');
      const key = logFileKey('111122223333', 'us-east-1', '20260314T1015Z', name);
      bucket.put(key, logFile(events));
      await ingestAgain(key, settings);
      return key;
    },
    ingestAgain,
    async outdate(change = (content) => content) {
      for (const item of await scan(/^activity\//)) {
        const { table, groups } = parseActivityItem(item);
        const filter = createFuseFilter(new Float64Array());
        const content = change({ meaningVersion: 1, groups, filter });
        await put({ ...item, data: encodeContent(table, content) });
      }
      for (const { meaningVersion: _, activityMeaning: __, ...item } of await scan(/^file\//))
        await put(item);
    },
    async move(from, to) {
      for (const item of await scan(/^activity\//)) {
        const { table, groups, filter, meaningVersion } = parseActivityItem(item);
        if (table !== from) continue;
        await put({
          ...{ ...item, book: activityBook(to) },
          data: encodeContent(to, { groups, filter, meaningVersion }),
        });
        const Key = { book: item.book, entry: item.entry };
        await documents.send(new DeleteCommand({ TableName: ledger, Key }));
      }
      for (const item of await scan(/^file\//)) {
        const known = await readFileActivity(documents, ledger, item);
        if (known === undefined) continue;
        const entries = known.entries.map(({ table, ...place }) => ({
          ...{ ...place, table: table === from ? to : table },
        }));
        const { tables } = parseLedgerItem(item).entry;
        await put({ ...item, activity: encodeFileActivity({ ...known, entries }, tables) });
      }
    },
    activity: () => scan(/^(?:activity|file)/),
  };
}
