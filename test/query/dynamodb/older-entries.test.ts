import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { encodeContent } from '../../../src/activity/entry-content';
import { createFuseFilter } from '../../../src/activity/fuse-filter';
import { MEANING_VERSION } from '../../../src/audit/meaning-version';
import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import { parseActivityItem } from '../../../src/store/ledger/activity-item';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { dataEvent, identities, tableArn } from '../../support/events';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

const USER = '90678a1b-0071-7099-b1ea-0a1b2c3d4e5f';
const EVENT_TIME = '2026-03-14T09:00:00Z';
const RANGE = { since: '2026-03-14T00:00:00Z', until: '2026-03-15T00:00:00Z' };
const CALL = dataEvent({
  eventTime: EVENT_TIME,
  userIdentity: identities.assumedRole('app', 'i-0abc', { onBehalfOf: { userId: USER } }),
  requestParameters: { tableName: 'Music', key: { Artist: 'A' } },
});

let dynamodb: TestDynamoDb;
let bucket: LogBucket;
beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

/** Has entries as a version wrote them that knew none of the tokens, and no item of the calls. */
async function replaceEntries({ client, ledgerTableName }: StoredAudit, meaningVersion: number) {
  const documents = DynamoDBDocumentClient.from(client);
  const filter = createFuseFilter(new Float64Array());
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: ledgerTableName }));
  for (const item of Items.filter(({ book }) => String(book).startsWith('activity/'))) {
    const { table, groups } = parseActivityItem(item);
    const older = groups.map((group) => ({
      ...group,
      touch: { keys: [], kinds: ['unlogged-key' as const] },
    }));
    const data = encodeContent(table, { meaningVersion, groups: older, filter });
    await documents.send(new PutCommand({ TableName: ledgerTableName, Item: { ...item, data } }));
  }
}

describe.each(['records', 'activity'] as const)('with dataEventDetail %s', (dataEventDetail) => {
  let audit: StoredAudit;
  beforeAll(async () => {
    const reading = { logFiles: createLogFileReader(bucket) };
    const detail = { dataEventDetail, machines: [] };
    audit = await createStoredAudit(dynamodb.client, {}, { detail, bucket, reading });
    // So many that some have no record.
    await audit.storeEvents(
      Array.from({ length: dataEventDetail === 'records' ? 1 : 101 }, (_, n) => ({
        ...CALL,
        eventID: `5e1f0000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      })),
    );
  });
  const countFound = async () => {
    const session = await audit.log.page({ ...RANGE, session: [USER] }, { limit: 1_000 });
    const item = await audit.log.item(
      { ...RANGE, table: tableArn('Music'), key: { Artist: 'A' } },
      { limit: 1_000 },
    );
    return [session.records.length, item.named.length];
  };
  const all = dataEventDetail === 'records' ? 1 : 101;

  it('finds calls by entries of this version', async () => {
    expect(await countFound()).toEqual([all, all]);
  });

  it.each([0, 1, MEANING_VERSION + 1])(
    'finds calls where entries of version %i may lack their tokens',
    async (version) => {
      await replaceEntries(audit, version);
      expect(await countFound()).toEqual([all, all]);
    },
  );

  it('finds nothing where entries of this version say that there is nothing', async () => {
    await replaceEntries(audit, MEANING_VERSION);
    // Nowhere: then the session is taken for a typing mistake.
    await expect(countFound()).rejects.toMatchObject({ code: 'NotFound' });
  });
});
