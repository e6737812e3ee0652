import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mayContain } from '../../src/activity/fuse-filter';
import { toGroups } from '../../src/activity/to-groups';
import { Tokenizer } from '../../src/activity/tokens';
import { toKeyToken } from '../../src/audit/item-key';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import { type AuditLogOptions, createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import type { ActivityEntry } from '../../src/store/ledger/activity-item';
import { readActivityEntries } from '../../src/store/ledger/activity-ledger';
import { ACTIVITY_SALT_KEY, readActivitySalt } from '../../src/store/ledger/activity-salt';
import { readFileActivity } from '../../src/store/ledger/file-activity-item';
import { parseLedgerItem } from '../../src/store/ledger/ledger-item';
import { SALT } from '../support/activity';
import { bundle } from '../support/bundle';
import { startDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  logFile,
  tableArn,
  tableResource,
} from '../support/events';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { s3Notification, sqsEvent } from '../support/sqs';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(10));

const BUCKET = 'trail-bucket';
const MUSIC = tableArn('Music');
/** Without it, each table has a salt and tokens of its own. */
const SALT_ITEM = { ...ACTIVITY_SALT_KEY, salt: SALT };
const FILE_BOOK = `file/${BUCKET}/111122223333/us-east-1/2026-03-14`;
const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
const toKey = (name: string) => `${folder}/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`;

describe('the bundled ingest function', () => {
  const objects = temporaryFolder();
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let proxy: FaultProxy;
  let s3: S3Server;
  let names: { audit: string; ledger: string };
  const functions: LambdaFunction[] = [];

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    proxy = await startFaultProxy(dynamodb.endpoint);
    s3 = await startS3Server(objects);
    bundle('lambda/ingest.ts', join(objects, 'bundle', 'index.js'));
  });
  afterAll(async () => {
    await proxy.stop();
    await s3.close();
    await dynamodb.stop();
  });
  beforeEach(async () => {
    names = await createTables(dynamodb.client);
  });
  afterEach(async () => {
    proxy.decide = () => undefined;
    for (const started of functions.splice(0)) await started.stop();
  });

  async function deploy(settings: Record<string, unknown> = {}): Promise<LambdaFunction> {
    const started = await startLambdaFunction({
      file: join(objects, 'bundle', 'index.js'),
      environment: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
        AUDIT_TABLE_NAME: names.audit,
        LEDGER_TABLE_NAME: names.ledger,
        AUDIT_SETTINGS: JSON.stringify(settings),
      },
    });
    functions.push(started);
    return started;
  }
  function putLog(name: string, records: readonly CloudTrailEvent[]): string {
    const path = join(objects, toKey(name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, logFile(records));
    return toKey(name);
  }
  const ingest = (deployed: LambdaFunction, ...keys: readonly string[]) =>
    deployed.invoke(sqsEvent(keys.map((key) => s3Notification(BUCKET, [key]))));
  const DONE = { payload: { batchItemFailures: [] } };

  async function entries(table = MUSIC): Promise<ActivityEntry[]> {
    const read: ActivityEntry[] = [];
    for await (const page of readActivityEntries(dynamodb.client, names.ledger, table, {}))
      read.push(...page);
    return read;
  }
  const counts = async (table?: string) =>
    toGroups(await entries(table)).map(
      ({ hour, eventName, count }) => `${hour.slice(11, 13)} ${eventName} ${count}`,
    );
  const tokenizer = async () => new Tokenizer((await readActivitySalt(dynamodb.client, names.ledger)) ?? '');
  const documents = () => DynamoDBDocumentClient.from(dynamodb.client);
  async function items(book: string) {
    const command = new QueryCommand({
      TableName: names.ledger,
      KeyConditionExpression: 'book = :book',
      ExpressionAttributeValues: { ':book': book },
    });
    return (await documents().send(command)).Items ?? [];
  }
  const fileActivity = async () =>
    Promise.all((await items(FILE_BOOK)).map((item) => readFileActivity(documents(), names.ledger, item)));

  const EARLY = dataEvent({ eventTime: '2026-03-14T09:26:53Z' });
  const LATE = dataEvent({ eventTime: '2026-03-14T10:00:00Z', eventName: 'PutItem', readOnly: false });

  it('writes an entry for each table and hour of a file, and lists them in its ledger entry', async () => {
    const key = putLog('written', [EARLY, LATE, controlEvent()]);
    await expect(ingest(await deploy(), key)).resolves.toEqual(DONE);
    await expect(counts()).resolves.toEqual(['10 PutItem 1', '09 GetItem 1']);
    const [entry] = await entries();
    expect(entry).toMatchObject({
      source: { bucket: BUCKET, key },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const [activity] = await fileActivity();
    expect(activity?.entries.map(({ table, hour }) => [table, hour])).toEqual([
      [MUSIC, '2026-03-14T09'],
      [MUSIC, '2026-03-14T10'],
    ]);
  });

  it('writes tokens by which items and callers are found, and the salt nowhere but in the ledger', async () => {
    const deployed = await deploy();
    await ingest(deployed, putLog('tokens', [EARLY]));
    const tokens = await tokenizer();
    const [entry] = await entries();
    const item = tokens.toItemToken(toKeyToken('Artist', 'No One You Know'));
    const accessKey = tokens.toToken('accessKey', 'ASIAORDERSEXAMPLE001');
    expect([item, accessKey].map((token) => mayContain(entry!.filter, token))).toEqual([true, true]);
    const [activity] = await fileActivity();
    expect(activity!.filters.some((filter) => mayContain(filter, accessKey))).toBe(true);
    const salt = await readActivitySalt(dynamodb.client, names.ledger);
    expect(deployed.logs.join('\n')).not.toContain(salt);
  });

  it('records the long-lived names of callers with their days, and no names of machines', async () => {
    const by = (day: string) =>
      dataEvent({ userIdentity: identities.iamUser(), eventTime: `${day}T09:00:00Z` });
    await ingest(await deploy({ retentionDays: 36_500 }), putLog('people', [by('2026-03-14'), EARLY]));
    await ingest(await deploy(), putLog('later', [by('2026-03-16'), by('2026-03-15')]));
    const principal = 'arn:aws:iam::111122223333:user/alice';
    const days = { principal, firstSeen: '2026-03-14', lastSeen: '2026-03-16' };
    await expect(items('identities/accessKey')).resolves.toMatchObject([
      { value: 'AKIAALICEEXAMPLE0001', ...days },
    ]);
    await expect(items('identities/address')).resolves.toMatchObject([{ value: '203.0.113.20', ...days }]);
    await expect(items('identities/session')).resolves.toEqual([]);
  });

  it('writes no entries for files without data events, and for no file if the settings say so', async () => {
    await ingest(await deploy(), putLog('control', [controlEvent()]));
    await ingest(await deploy({ activity: false }), putLog('off', [EARLY]));
    await expect(counts()).resolves.toEqual([]);
    await expect(fileActivity()).resolves.toEqual([undefined, undefined]);
  });

  it('counts an event once that comes again: in the same file, and in another', async () => {
    const deployed = await deploy();
    const [one, two] = [putLog('one', [EARLY, LATE]), putLog('two', [EARLY])];
    await ingest(deployed, one, two);
    await ingest(deployed, one, two);
    await ingest(await deploy(), one);
    await expect(counts()).resolves.toEqual(['10 PutItem 1', '09 GetItem 1']);
    await expect(entries()).resolves.toHaveLength(3);
  });

  it('keeps the entries of both contents of a file that was altered', async () => {
    const deployed = await deploy();
    await ingest(deployed, putLog('altered', [EARLY]));
    await ingest(deployed, putLog('altered', [LATE]));
    await expect(counts()).resolves.toEqual(['10 PutItem 1', '09 GetItem 1']);
  });

  it.each([
    ['exclude what they counted', { excludeReadEvents: true }, ['10 PutItem 1']],
    ['exclude all', { excludeOperations: ['GetItem', 'PutItem'] }, []],
    ['leave out activity', { activity: false }, []],
  ])('removes entries when a file is ingested again with settings that %s', async (_, settings, left) => {
    const key = putLog('again', [EARLY, LATE]);
    await ingest(await deploy(), key);
    await expect(counts()).resolves.toHaveLength(2);
    await expect(ingest(await deploy(settings), key)).resolves.toEqual(DONE);
    await expect(counts()).resolves.toEqual(left);
    await ingest(await deploy(), key);
    await expect(counts()).resolves.toHaveLength(2);
  });

  it('has the same entries after it was killed between entries and ledger entry', async () => {
    const key = putLog('killed', [EARLY, LATE]);
    const isDone = (text: string) => text.includes('"status":{"S":"done"}');
    const blocked = new Promise<void>((resolve) => {
      proxy.decide = ({ text }) => {
        if (!isDone(text)) return undefined;
        resolve();
        return 'hanging';
      };
    });
    const deployed = await deploy();
    void ingest(deployed, key).catch(() => {});
    await blocked;
    await deployed.stop();
    const before = await entries();
    expect(before).toHaveLength(2);
    await expect(fileActivity()).resolves.toEqual([]);

    proxy.decide = () => undefined;
    await expect(ingest(await deploy(), key)).resolves.toEqual(DONE);
    await expect(entries()).resolves.toEqual(before);
    await expect(fileActivity()).resolves.toHaveLength(1);
  });

  describe('with dataEventDetail activity', () => {
    const DETAIL = { dataEventDetail: 'activity' };
    const DENIED = dataEvent({ errorCode: 'AccessDenied', eventTime: '2026-03-14T09:26:54Z' });
    const PERSON = dataEvent({ userIdentity: identities.iamUser(), eventTime: '2026-03-14T09:26:55Z' });
    const EVENTS = [EARLY, DENIED, LATE, PERSON, controlEvent()];
    const toIds = (events: readonly CloudTrailEvent[]) => events.map(({ eventID }) => eventID).sort();
    async function records() {
      const { Items = [] } = await documents().send(new ScanCommand({ TableName: names.audit }));
      return [...new Set(Items.map(({ eventId }) => eventId))].sort();
    }
    const ledgerCounts = async () =>
      (await items(FILE_BOOK)).map((item) => parseLedgerItem(item).entry.counts);
    const recorded = async () =>
      (await entries()).flatMap(({ groups }) =>
        groups.map(({ events, recorded: count }) => `${events.length} ${count}`),
      );

    it('writes records of remarkable events, and counts the others in their entries', async () => {
      const key = putLog('summarized', EVENTS);
      await expect(ingest(await deploy(DETAIL), key)).resolves.toEqual(DONE);
      await expect(records()).resolves.toEqual(toIds([DENIED, PERSON, EVENTS[4]!]));
      await expect(counts()).resolves.toEqual([
        '10 PutItem 1',
        '09 GetItem 1',
        '09 GetItem 1',
        '09 GetItem 1',
      ]);
      await expect(ledgerCounts()).resolves.toMatchObject([{ audited: 5, recorded: 3, summarized: 2 }]);
      await expect(recorded()).resolves.toEqual(['1 0', '1 0', '1 1', '1 1']);
    });

    it('says how many summarized events of a backfill are missing where no log file may be read', async () => {
      // Log files have had entries since this moment, so those of March are from before.
      await ingest(await deploy({ activity: false }), putLog('before', [EARLY]));
      await ingest(await deploy(DETAIL), putLog('backfilled', [LATE, DENIED]));
      const { client } = dynamodb;
      const tables = { client, tableName: names.audit, ledgerTableName: names.ledger };
      const count = async (options: Partial<AuditLogOptions> = {}, until?: string) => {
        const log = createAuditLog({ ...tables, ...options });
        const { groups, notices } = await log.activityPage({ table: [MUSIC], since: '2026-03-14', until });
        return { calls: groups.map(({ eventName, outcome }) => `${eventName} ${outcome}`), notices };
      };
      const lacking = await count();
      expect(lacking.calls.sort()).toEqual(['GetItem denied', 'GetItem succeeded']);
      expect(lacking.notices?.join(' ')).toMatch(
        /^Calls before \S+ are counted one by one, .* Up to 1 call is missing from the answer/,
      );
      await expect(count({}, '2026-03-15')).resolves.toEqual(lacking);
      const bucket = new S3Client({
        ...{ endpoint: s3.endpoint, forcePathStyle: true, region: 'us-east-1' },
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      });
      const whole = await count({ logFiles: createLogFileReader({ client: bucket }) });
      expect(whole.calls.sort()).toEqual(['GetItem denied', 'GetItem succeeded', 'PutItem succeeded']);
      expect(whole.notices?.join(' ')).not.toContain('missing');
    });

    it('gives each table and name of summarized events to the directory', async () => {
      const orders = { requestParameters: { tableName: 'Orders' }, resources: [tableResource('Orders')] };
      await ingest(await deploy(DETAIL), putLog('names', [dataEvent(orders)]));
      await expect(records()).resolves.toEqual([]);
      await expect(items('directory/resources')).resolves.toMatchObject([
        { entry: `Orders#${tableArn('Orders')}`, firstSeen: '2026-03-14' },
      ]);
    });

    it('has the same after it was killed at any step, and after redelivery in another order', async () => {
      const files = [putLog('one', EVENTS), putLog('two', [EARLY, DENIED])];
      const state = async () => ({
        records: await records(),
        entries: await entries(),
        counts: await ledgerCounts(),
      });
      await documents().send(new PutCommand({ TableName: names.ledger, Item: SALT_ITEM }));
      await ingest(await deploy(DETAIL), ...files);
      const expected = await state();
      for (const toStep of [() => names.audit, () => '"activity/', () => '"status":{"S":"done"}']) {
        names = await createTables(dynamodb.client);
        await documents().send(new PutCommand({ TableName: names.ledger, Item: SALT_ITEM }));
        const blocked = new Promise<void>((resolve) => {
          proxy.decide = ({ text }) => {
            if (!text.includes(toStep())) return undefined;
            resolve();
            return 'hanging';
          };
        });
        const killed = await deploy(DETAIL);
        void ingest(killed, ...files).catch(() => {});
        await blocked;
        await killed.stop();
        proxy.decide = () => undefined;
        await expect(ingest(await deploy(DETAIL), ...files.toReversed())).resolves.toEqual(DONE);
        await expect(state()).resolves.toEqual(expected);
      }
    });

    it('keeps the records that a file has when it is ingested again, and records all after it is switched back', async () => {
      const key = putLog('changed', EVENTS);
      await ingest(await deploy(), key);
      await ingest(await deploy(DETAIL), key);
      await expect(records()).resolves.toEqual(toIds(EVENTS));
      await expect(ledgerCounts()).resolves.toMatchObject([{ recorded: 3, summarized: 2 }]);
      await ingest(await deploy(), key);
      await expect(records()).resolves.toEqual(toIds(EVENTS));
      await expect(ledgerCounts()).resolves.toMatchObject([{ recorded: 5, summarized: 0 }]);
      await expect(recorded()).resolves.toEqual(['1 1', '1 1', '1 1', '1 1']);
    });
  });

  it.each(['throttled', 'internal error'] as const)(
    'loses no entry when the ledger is %s for a while',
    async (fault) => {
      let left = 3;
      proxy.decide = ({ text }) => (text.includes('"activity/') && left-- > 0 ? fault : undefined);
      await expect(ingest(await deploy(), putLog(`faulty ${fault}`, [EARLY, LATE]))).resolves.toEqual(DONE);
      await expect(counts()).resolves.toHaveLength(2);
    },
  );

  it.each([
    [{}, 'activity'],
    [{ activity: false }, 'resource'],
  ])(
    'with the settings %j, activity of two copies of an event is counted once, from the index "%s"',
    async (settings, index) => {
      const deployed = await deploy(settings);
      const files = [putLog('first trail', [EARLY, LATE]), putLog('second trail', [EARLY, controlEvent()])];
      await expect(ingest(deployed, ...files)).resolves.toEqual(DONE);
      const log = createAuditLog({
        client: dynamodb.client,
        tableName: names.audit,
        ledgerTableName: names.ledger,
      });
      const { groups, searched } = await log.activityPage({
        table: [MUSIC],
        since: '2026-03-14',
        until: '2026-03-15',
      });
      expect(groups.map(({ hour, eventName, count }) => [hour.slice(11, 13), eventName, count])).toEqual([
        ['10', 'PutItem', 1],
        ['09', 'GetItem', 1],
      ]);
      expect(searched.index).toBe(index);
    },
  );
});
