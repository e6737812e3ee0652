import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { decodeItem } from '../../src/store/items/item';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  denial,
  identities,
  nextEventId,
  OTHER_ACCOUNT,
  scalableTargetEvent,
  serviceLinkedRole,
  streamEvent,
  tableArn,
  tableResource,
} from '../support/events';
import { itNeeds } from '../support/it-needs';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const READER = join(__dirname, 'read_items.py');
const DICTIONARY = join(__dirname, '../../docs/data-model/original-event.json');
const itWithBoto3 = itNeeds('Python 3 with boto3', ['python3', '-c', 'import boto3']);

const twice = nextEventId();
const withSourceIdentity = dataEvent({
  userIdentity: identities.assumedRole('admin', 'cli-1', {
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/admin', userName: 'admin' },
      attributes: { mfaAuthenticated: 'true' },
      sourceIdentity: 'alice',
    },
    onBehalfOf: { userId: '544894e8-80c1-707f-60e3-3ba6510dfac1' },
  }),
});

/** One event of each kind that the factories make, and those that use each rule of the document. */
const EVENTS: readonly CloudTrailEvent[] = [
  ...[controlEvent(), dataEvent(), streamEvent(), daxEvent(), scalableTargetEvent()],
  ...Object.values(identities).map((identity) => dataEvent({ userIdentity: identity() })),
  dataEvent({ userIdentity: serviceLinkedRole() }),
  controlEvent({ ...denial('no'), eventName: 'DeleteTable' }),
  controlEvent({ eventName: 'InventedOperation' }),
  controlEvent({
    eventName: 'UpdateTable',
    readOnly: false,
    requestParameters: { tableName: 'Music', replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] },
    addendum: { reason: 'UPDATED_DATA', originalEventID: nextEventId() },
    sharedEventID: nextEventId(),
  }),
  controlEvent({ eventName: 'UpdateTable', requestParameters: { omitted: true } }),
  controlEvent({
    eventName: 'DescribeExport',
    requestParameters: { exportArn: `${tableArn('Music')}/export/1` },
  }),
  dataEvent({ awsRegion: 'cn-north-1', resources: [tableResource('Musik', 'us-gov-west-1', OTHER_ACCOUNT)] }),
  dataEvent({ awsRegion: 'cn-north-1', resources: undefined }),
  dataEvent({ recipientAccountId: OTHER_ACCOUNT }),
  dataEvent({ awsRegion: undefined, recipientAccountId: undefined, eventTime: '2026-03-15T00:00:00Z' }),
  dataEvent({ userAgent: 'a~b ~~ Länder 💿 Boto3/1.40 ua/2.1' }),
  dataEvent({ userAgent: 'x'.repeat(3_000) }),
  dataEvent({ requestParameters: { tableName: 'Music', key: { Artist: 'Ländercode 💿 "\\ \u0001' } } }),
  dataEvent({ additionalEventData: { noise: randomBytes(600_000).toString('base64') } }),
  dataEvent({
    eventName: 'BatchGetItem',
    requestParameters: {
      requestItems: Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`Table${index}`, {}])),
    },
    resources: undefined,
  }),
  ...[dataEvent({ eventID: twice }), dataEvent({ eventID: twice, userAgent: 'forged' })],
  dataEvent({ eventID: undefined }),
  dataEvent({ eventTime: '2001-01-01T00:00:00Z' }), // expired
  withSourceIdentity,
];

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client, { retentionDays: 3_650 });
  await audit.storeEvents(EVENTS);
});
afterAll(() => dynamodb.stop());

/** Rewrites an item as an earlier version wrote it. */
async function storeAsFormat1(event: CloudTrailEvent): Promise<void> {
  const { client, tableName: TableName } = audit;
  const [record] = await audit.storeEvents([event]);
  const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName }));
  const { part } = Items.find(({ eventId }) => eventId === record!.eventId)!;
  const Key = { eventId: { S: record!.eventId }, part: { S: part } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  const { sourceIdentity, onBehalfOf, mfa, ...summary } = Item!.summary!.M!;
  const M = { ...summary, format: { N: '1' }, sessionName: summary.sessionName! };
  await client.send(new PutItemCommand({ TableName, Item: { ...Item, summary: { M } } }));
}

interface ReadEvent {
  readonly record: { readonly eventId: string };
  readonly contentHash: string;
}

const inOrder = (events: readonly ReadEvent[]): readonly ReadEvent[] =>
  [...events].sort((one, other) =>
    one.record.eventId + one.contentHash < other.record.eventId + other.contentHash ? -1 : 1,
  );

/** What this program reads, through its own decoder. */
async function readHere(): Promise<readonly ReadEvent[]> {
  const documents = DynamoDBDocumentClient.from(audit.client);
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: audit.tableName }));
  return Items.filter(({ part, expiresAt }) => part.startsWith('event#') && expiresAt > Date.now() / 1_000)
    .map(decodeItem)
    .map(({ original, ...stored }) => ({
      ...stored,
      ...(original && { original: Buffer.from(original).toString() }),
    }));
}

async function readInPython(): Promise<readonly ReadEvent[]> {
  const { stdout } = await promisify(execFile)(
    'python3',
    [READER, dynamodb.endpoint, audit.tableName, DICTIONARY],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a reader that was written from the words of docs/data-model.md', () => {
  itWithBoto3('reads every kind of event as this program does', async () => {
    await storeAsFormat1(dataEvent({ userIdentity: withSourceIdentity.userIdentity }));
    const expected = inOrder(await readHere());
    expect(expected.length).toBe(EVENTS.length);
    expect(inOrder(await readInPython())).toEqual(expected);
  });
});
