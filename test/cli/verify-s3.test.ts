import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Context, SQSEvent } from 'aws-lambda';
import { decodeFileActivity, encodeFileActivity } from '../../src/activity/file-activity';
import { ENVIRONMENT } from '../../src/settings/environment';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings';
import { EVENT_ID, PART } from '../../src/store/indexes';
import { activityKey, toFileName } from '../../src/store/ledger/activity-item';
import { parseLedgerItem } from '../../src/store/ledger/ledger-item';
import { ddbAudit } from '../support/command-line';
import {
  type ChainOptions,
  changeFile,
  deleteObject,
  SignedChain,
  savedKeys,
  signingKey,
  writeObjects,
} from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, identities, logFile, tableArn, tableResource } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { startTrailServices, type TrailServices } from '../support/trail-services';
import { readKnownCoverage } from '../support/verified-folders';

describe('ddb-audit verify s3://', () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'bucket');
  const key = signingKey();
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;
  let services: TrailServices;
  let prefixes = 0;

  beforeAll(async () => {
    mkdirSync(folder);
    dynamodb = await startDynamoDb();
    audit = await createStoredAudit(dynamodb.client);
    services = await startTrailServices(folder);
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_S3: services.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      [ENVIRONMENT.auditTableName]: audit.tableName,
      [ENVIRONMENT.ledgerTableName]: audit.ledgerTableName,
    });
  });
  beforeEach(() => {
    services.keys = { default: [key] };
    services.refuse = () => undefined;
    services.requests.length = 0;
  });
  afterAll(async () => {
    process.env = environment;
    await services.close();
    await dynamodb.stop();
  });

  /** A chain whose objects are in the bucket, below a prefix of its own. */
  function stored(hours = 2, options: Partial<ChainOptions> = {}, start?: string): SignedChain {
    prefixes += 1;
    const content = (number: number) =>
      logFile([controlEvent({ eventID: `event-${prefixes}-${number}` })], { gzip: false });
    const chain = new SignedChain({ key, prefix: `p${prefixes}`, content, ...options }, start).addHours(
      hours,
    );
    writeObjects(folder, chain.objects);
    return chain;
  }

  const toAddress = (chain: SignedChain) => `s3://trail-logs/${chain.logFiles[0]!.key.split('/AWSLogs')[0]}`;

  /** Sends notifications of log files to the ingest function. */
  async function ingest(keys: readonly string[], settings: IngestSettingsInput = {}): Promise<void> {
    process.env[ENVIRONMENT.settings] = JSON.stringify(settings);
    jest.resetModules(); // The function reads its settings once.
    const { handler } = await import('../../lambda/ingest');
    const records = keys.map((name) => ({
      messageId: name,
      eventSource: 'aws:sqs',
      body: JSON.stringify({
        Records: [
          {
            ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
            s3: { bucket: { name: 'trail-logs' }, object: { key: encodeURIComponent(name) } },
          },
        ],
      }),
    }));
    const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'test', awsRequestId: 'test' };
    const log = jest.spyOn(console, 'log').mockImplementation();
    const answer = await handler({ Records: records } as unknown as SQSEvent, context as unknown as Context);
    log.mockRestore();
    expect(answer).toEqual({ batchItemFailures: [] });
  }

  const END = '2026-03-14T02:00:48Z';

  async function verify(address: string, ...words: string[]) {
    const ran = await ddbAudit(['verify', address, '--region', 'us-east-1', '--until', END, ...words], {
      env: { AWS_ENDPOINT_URL_S3: services.endpoint, AWS_ENDPOINT_URL_CLOUDTRAIL: services.endpoint },
    });
    return { ...ran, json: () => JSON.parse(ran.stdout) };
  }

  const withTables = () => [
    ...['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
    ...['--endpoint-url', dynamodb.endpoint],
  ];

  it('proves a trail by reading it, with keys from CloudTrail', async () => {
    const chain = stored();
    const { exitCode, json, stderr } = await verify(toAddress(chain));
    expect(stderr).toBe('');
    expect(json()).toMatchObject({
      status: 'proven',
      comparedWith: ['objects'],
      digests: { valid: 2 },
      files: { intact: 4 },
    });
    expect(exitCode).toBe(0);
    expect(new Set(services.requests.filter((name) => name.startsWith('keys')))).toEqual(
      new Set(['keys us-east-1']),
    );
  });

  it('compares what was ingested with the digests, without reading log files', async () => {
    const chain = stored();
    const [altered, deleted, absent, intact] = chain.logFiles.map((file) => file.key);
    changeFile(join(folder, altered!), () => gzipSync('{"Records":[]}'));
    await ingest([altered!, intact!]);
    deleteObject(folder, chain.logFiles[1]!);
    services.requests.length = 0;
    const { exitCode, json } = await verify(toAddress(chain), ...withTables());
    expect(json()).toMatchObject({
      status: 'invalid',
      comparedWith: ['ledger'],
      files: { named: 4, intact: 1, altered: 1, missing: 1, notIngested: 1 },
    });
    expect(json().failures.map(({ object, reason }: Record<string, string>) => [object, reason])).toEqual([
      [`s3://trail-logs/${absent}`, 'not ingested'],
      [`s3://trail-logs/${altered}`, "hash value doesn't match"],
      [`s3://trail-logs/${deleted}`, 'not found'],
    ]);
    expect(exitCode).toBe(1);
    expect(services.requests).not.toContain(altered);
  });

  it('with --read also names what was changed since', async () => {
    const chain = stored();
    await ingest(chain.logFiles.map((file) => file.key));
    changeFile(join(folder, chain.logFiles[0]!.key), () => gzipSync('{"Records":[]}'));
    await expect(verify(toAddress(chain), ...withTables())).resolves.toMatchObject({ exitCode: 0 });
    const { exitCode, json } = await verify(toAddress(chain), ...withTables(), '--read');
    expect(json()).toMatchObject({ comparedWith: ['ledger', 'objects'], files: { intact: 3, altered: 1 } });
    expect(exitCode).toBe(1);
  });

  it('stores the result in a data folder that was ingested from the bucket', async () => {
    const chain = stored();
    const local = join(parent, 'from-bucket');
    const env = { AWS_ENDPOINT_URL_S3: services.endpoint };
    await ddbAudit(['ingest', toAddress(chain), '--local', local, '--region', 'us-east-1'], { env });
    const { exitCode, json } = await verify(toAddress(chain), '--local', local);
    expect(json()).toMatchObject({ status: 'proven', files: { intact: 4 } });
    expect(exitCode).toBe(0);
    await expect(
      readKnownCoverage(local, { since: '2026-03-14T00:00:48Z', until: END }),
    ).resolves.toMatchObject({ expected: 1, proven: 1, digests: 2, files: 4 });
  });

  describe('--records', () => {
    const documents = () => DynamoDBDocumentClient.from(audit.client);
    const itemsOf = async (eventId: string) => {
      const found = await documents().send(
        new QueryCommand({
          TableName: audit.tableName,
          KeyConditionExpression: '#id = :id',
          ExpressionAttributeNames: { '#id': EVENT_ID },
          ExpressionAttributeValues: { ':id': eventId },
        }),
      );
      return found.Items!;
    };
    const remove = (item: Record<string, unknown>) =>
      documents().send(
        new DeleteCommand({
          TableName: audit.tableName,
          Key: { [EVENT_ID]: item[EVENT_ID], [PART]: item[PART] },
        }),
      );
    const put = (Item: Record<string, unknown>) =>
      documents().send(new PutCommand({ TableName: audit.tableName, Item }));
    const eventsOf = (chain: SignedChain) =>
      chain.logFiles.map((file) => JSON.parse(gunzipSync(file.body).toString()).Records[0].eventID as string);

    it('finds every event of the log files in the audit', async () => {
      const chain = stored();
      await ingest(chain.logFiles.map((file) => file.key));
      const { exitCode, json } = await verify(toAddress(chain), ...withTables(), '--records');
      expect(json()).toMatchObject({
        status: 'proven',
        comparedWith: ['ledger', 'objects'],
        records: { checked: 4, missing: 0, altered: 0, added: 0 },
      });
      expect(exitCode).toBe(0);
    });

    describe('with dataEventDetail activity', () => {
      type Item = Record<string, unknown>;
      const ACTIVITY = { dataEventDetail: 'activity' } as const;
      /** Each file has two routine events and one by a person, of an hour and on a table of their own. */
      async function summarized(settings: IngestSettingsInput = ACTIVITY) {
        const table = `Table${prefixes}`;
        const toEvents = (number: number) => {
          const at = {
            eventTime: `2026-03-14T0${number}:01:00Z`,
            requestParameters: { tableName: table },
            resources: [tableResource(table)],
          };
          return [
            dataEvent({ ...at, eventID: `routine-${table}-${number}` }),
            dataEvent({ ...at, eventID: `other-${table}-${number}` }),
            dataEvent({ ...at, eventID: `person-${table}-${number}`, userIdentity: identities.iamUser() }),
          ];
        };
        const chain = stored(2, { content: (number) => logFile(toEvents(number), { gzip: false }) });
        await ingest(
          chain.logFiles.map((file) => file.key),
          settings,
        );
        return { address: toAddress(chain), table };
      }
      /** Has the log files count as ingested with the settings of today: a function may run for a while after a change. */
      const settle = () =>
        documents().send(
          new UpdateCommand({
            TableName: audit.ledgerTableName,
            Key: { book: 'settings', entry: 'meaning' },
            UpdateExpression: 'SET since = :long',
            ExpressionAttributeValues: { ':long': '2026-01-01T00:00:00.000Z' },
          }),
        );
      const verifyRecords = async (address: string) =>
        (await verify(address, ...withTables(), '--records')).json();
      async function activityEntries(table: string) {
        const command = new QueryCommand({
          TableName: audit.ledgerTableName,
          KeyConditionExpression: 'book = :table',
          ExpressionAttributeValues: { ':table': `activity/${tableArn(table)}` },
        });
        return (await documents().send(command)).Items as Item[];
      }
      /** The ledger's item of one of the log files. */
      async function fileOf(table: string): Promise<Item> {
        const command = new ScanCommand({
          TableName: audit.ledgerTableName,
          FilterExpression: 'contains(tables, :table) AND attribute_exists(activity)',
          ExpressionAttributeValues: { ':table': table },
        });
        return (await documents().send(command)).Items![0]!;
      }
      const putLedger = (Item: Item) =>
        documents().send(new PutCommand({ TableName: audit.ledgerTableName, Item }));

      it('misses no event that activity entries stand for', async () => {
        const { address } = await summarized();
        await settle();
        await expect(verifyRecords(address)).resolves.toMatchObject({
          status: 'proven',
          records: { checked: 12, missing: 0, altered: 0, added: 0 },
        });
      });

      it('misses none after the setting was changed, in either direction', async () => {
        const { address } = await summarized();
        const machines = ['arn:aws:iam::111122223333:user/alice'];
        const { address: other } = await summarized({ machines });
        await expect(verifyRecords(address)).resolves.toMatchObject({ status: 'proven' });
        await summarized({ ...ACTIVITY, machines });
        await expect(verifyRecords(other)).resolves.toMatchObject({ status: 'proven' });
      });

      it('names the record that was deleted, and not the events that never had one', async () => {
        const { address, table } = await summarized();
        const person = `person-${table}-1`;
        for (const item of await itemsOf(person)) await remove(item);
        const { records, failures } = await verifyRecords(address);
        expect(records).toEqual({ checked: 12, missing: 1, altered: 0, added: 0 });
        expect(failures).toMatchObject([{ kind: 'record', state: 'missing', object: person }]);
      });

      it('names activity entries that were deleted or altered, and the events that are lost with them', async () => {
        const { address, table } = await summarized();
        await settle();
        const [deleted, changed] = await activityEntries(table);
        const { book, entry } = deleted!;
        await documents().send(new DeleteCommand({ TableName: audit.ledgerTableName, Key: { book, entry } }));
        const data = Buffer.from(changed!.data as Uint8Array);
        data[data.length - 7]! ^= 1; // The hash of a routine event.
        await putLedger({ ...changed, data });
        const { failures } = await verifyRecords(address);
        const named = failures
          .map(({ state, object }: Record<string, string>) => `${state} ${object}`)
          .sort();
        const [one = '', two] = [deleted!, changed!].map(({ entry }) => String(entry).slice(0, 13));
        const number = Number(one.slice(11));
        expect(named).toHaveLength(5);
        expect(named).toEqual(
          expect.arrayContaining([
            `altered activity/${tableArn(table)} ${two}`,
            `missing activity/${tableArn(table)} ${one}`,
            expect.stringMatching(`^missing (other|routine)-${table}-${number + 1}$`),
            `missing other-${table}-${number}`,
            `missing routine-${table}-${number}`,
          ]),
        );
      });

      it.each<[string, (item: Item) => Item]>([
        ['ends early', (item) => ({ ...item, data: Buffer.from(item.data as Uint8Array).subarray(0, -3) })],
        ['is of a later version', (item) => ({ ...item, data: Buffer.from([99]) })],
        ['lacks its log file', ({ file: _, ...item }) => item],
        ['names another log file', (item) => ({ ...item, file: 'trail-logs/other.json.gz' })],
        ['names other bytes', (item) => ({ ...item, sha256: Buffer.alloc(32) })],
        ['names a version of the object', (item) => ({ ...item, versionId: 'other' })],
      ])('names an activity entry that %s, and compares the others', async (_, damage) => {
        const { address, table } = await summarized();
        await settle();
        const [damaged] = await activityEntries(table);
        await putLedger(damage(damaged!));
        const { failures, records } = await verifyRecords(address);
        await putLedger(damaged!);
        const hour = String(damaged!.entry).slice(0, 13);
        expect(records).toEqual({ checked: 12, missing: 2, altered: 1, added: 0 });
        expect(
          failures.map(({ state, object }: Record<string, string>) => `${state} ${object}`).sort(),
        ).toEqual([
          `altered activity/${tableArn(table)} ${hour}`,
          `missing other-${table}-${Number(hour.slice(11))}`,
          `missing routine-${table}-${Number(hour.slice(11))}`,
        ]);
      });

      it.each<[string, (item: Item) => Item]>([
        ['beside that of its log file', (item) => ({ ...item, entry: `${item.entry}#1` })],
        ['in another hour', (item) => ({ ...item, entry: String(item.entry).replace(/T0\d/, 'T09') })],
        [
          'of a log file that does not exist',
          (item) => ({
            ...item,
            entry: `2026-03-14T09#${'f'.repeat(16)}`,
            file: String(item.file).replace(/_\w+/, '_0000000000000000'),
          }),
        ],
      ])('names an activity entry that was added %s', async (_, forge) => {
        const { address, table } = await summarized();
        const [entry] = await activityEntries(table);
        const forged = forge(entry!);
        await putLedger(forged);
        const { failures, records } = await verifyRecords(address);
        expect(records).toEqual({ checked: 12, missing: 0, altered: 0, added: 1 });
        const object = expect.stringContaining(String(forged.entry).slice(0, 13));
        expect(failures).toMatchObject([{ kind: 'record', state: 'added', object }]);
        const { book, entry: Entry } = forged;
        await documents().send(
          new DeleteCommand({ TableName: audit.ledgerTableName, Key: { book, entry: Entry } }),
        );
      });

      it('names a log file that was altered in S3 since, and blames no activity entry for it', async () => {
        const { address, table } = await summarized();
        await settle();
        const { entry } = parseLedgerItem(await fileOf(table));
        changeFile(join(folder, entry.key), () => gzipSync('{"Records":[]}'));
        const { files, records, failures } = await verifyRecords(address);
        expect(files).toMatchObject({ intact: 3, altered: 1 });
        expect(records).toEqual({ checked: 9, missing: 0, altered: 0, added: 0 });
        expect(failures).toMatchObject([
          { kind: 'file', state: 'altered', object: `s3://trail-logs/${entry.key}` },
        ]);
      });

      it('names an activity entry that was added, and that the list of its log file has', async () => {
        const { address, table } = await summarized();
        await settle();
        const file = await fileOf(table);
        const { entry } = parseLedgerItem(file);
        const known = decodeFileActivity(file.activity as Uint8Array, entry.tables);
        const [own] = known.entries;
        const place = { ...own!, part: 1 };
        const activity = encodeFileActivity({ ...known, entries: [own!, place] }, entry.tables);
        await putLedger({ ...file, activity });
        const [first] = (await activityEntries(table)).filter(({ entry }) =>
          String(entry).startsWith(own!.hour),
        );
        await putLedger({ ...first, ...activityKey(place, toFileName(entry)) });
        const { failures } = await verifyRecords(address);
        expect(failures).toMatchObject([
          { state: 'added', object: `activity/${tableArn(table)} ${own!.hour} 1` },
        ]);
      });

      it('names a log file whose list of activity entries is damaged', async () => {
        const { address, table } = await summarized();
        const file = await fileOf(table);
        await putLedger({ ...file, activity: Buffer.from([1, 2, 3]) });
        const { failures } = await verifyRecords(address);
        expect(failures).toContainEqual(
          expect.objectContaining({
            state: 'altered',
            object: 'list of activity entries',
            reason: expect.stringMatching(/^does not say what is in s3:\/\/trail-logs\/\S+\.json\.gz$/),
          }),
        );
      });
    });

    it('names records that were deleted, altered and added', async () => {
      const chain = stored();
      await ingest(chain.logFiles.map((file) => file.key));
      const [deleted, replaced, changed] = eventsOf(chain);
      for (const item of await itemsOf(deleted!)) await remove(item);
      for (const item of await itemsOf(replaced!)) {
        await remove(item);
        await put({ ...item, [PART]: String(item[PART]).replace(/[0-9a-f]{16}/, 'f'.repeat(16)) });
      }
      const [first] = await itemsOf(changed!);
      await put({ ...first, [EVENT_ID]: `added-${prefixes}` });
      const { exitCode, json } = await verify(toAddress(chain), ...withTables(), '--records');
      expect(json().records).toEqual({ checked: 4, missing: 1, altered: 1, added: 1 });
      const named = json().failures.map(({ kind, state, object }: Record<string, string>) => [
        kind,
        state,
        object,
      ]);
      expect(named.sort()).toEqual([
        ['record', 'added', `added-${prefixes}`],
        ['record', 'altered', replaced],
        ['record', 'missing', deleted],
      ]);
      expect(exitCode).toBe(1);
      const table = await verify(toAddress(chain), ...withTables(), '--records', '--output', 'table');
      expect(table.stdout).toContain(
        `Record\t${deleted}\tINVALID: is not in the audit, but in s3://trail-logs/`,
      );
      expect(table.stdout).toContain('4 records compared: 1 missing, 1 altered, 1 added\n');
      await documents().send(
        new DeleteCommand({
          TableName: audit.tableName,
          Key: { [EVENT_ID]: `added-${prefixes}`, [PART]: first![PART] },
        }),
      );
    });
  });

  it('demands digests until three hours ago', async () => {
    const chain = stored();
    const { exitCode, stdout } = await ddbAudit(
      ['verify', toAddress(chain), '--region', 'us-east-1', '--output', 'json'],
      { env: { AWS_ENDPOINT_URL: services.endpoint } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ status: 'unproven', digests: { valid: 2, gap: 1 } });
    expect(exitCode).toBe(2);
  });

  it('lists only the days of the range', async () => {
    const chain = stored(24 * 5);
    const [until, since] = ['2026-03-16T12:00:48Z', '2026-03-16T06:00:48Z'];
    const { json } = await verify(toAddress(chain), '--since', since, '--until', until);
    expect(json()).toMatchObject({ status: 'proven', files: { named: 16 } });
    expect(services.requests.filter((name) => name.includes('/2026/03/18/'))).toEqual([]);
  });

  it('verifies an account, a Region, an organization and a trail', async () => {
    const chain = stored(2, { organizationId: 'o-abc123', account: '222233334444', region: 'eu-west-1' });
    const other = new SignedChain({ key, prefix: `p${prefixes}`, trailName: 'other' }).addHours(2);
    writeObjects(folder, other.objects);
    const address = toAddress(chain);
    const member = { account: '222233334444', region: 'eu-west-1' };
    for (const words of [
      ['--account', '222233334444'],
      ['--event-region', 'eu-west-1'],
      ['--organization', 'o-abc123'],
    ]) {
      const { json } = await verify(address, ...words);
      expect(json()).toMatchObject({ status: 'proven', days: [member] });
    }
    const { json } = await verify(
      address,
      '--trail',
      'arn:aws:cloudtrail:us-east-1:111122223333:trail/other',
    );
    expect(json().files).toMatchObject({ named: 4, intact: 4, unreferenced: 0 });
  });

  it('finds trails below any prefix, and follows a bucket into its Region', async () => {
    const chain = stored(2, { prefix: 'deep/in/the/bucket' });
    mkdirSync(join(folder, 'deep/AWSLogs/111122223333/elasticloadbalancing'), { recursive: true });
    writeFileSync(join(folder, 'deep/AWSLogs/111122223333/elasticloadbalancing/one.log'), '');
    services.refuse = (name, region) =>
      region === 'eu-central-1' || name.startsWith('keys')
        ? undefined
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-central-1' } };
    const { exitCode, json } = await verify('s3://trail-logs/deep');
    expect(json()).toMatchObject({ status: 'proven', digests: { valid: 2 } });
    expect(exitCode).toBe(0);
    expect(services.requests.filter((name) => name.includes('elasticloadbalancing'))).toEqual([]);
    expect(chain.digests).toHaveLength(2);
  });

  it.each([
    ['listing the bucket', /^list p/, 'AccessDenied', 's3:ListBucket on arn:aws:s3:::trail-logs'],
    [
      'a digest',
      /CloudTrail-Digest.*gz$/,
      'AccessDenied',
      /s3:GetObject on arn:aws:s3:::trail-logs\/p.*json\.gz/,
    ],
    [
      'a log file',
      /_CloudTrail_.*gz$/,
      'AccessDenied',
      /s3:GetObject on arn:aws:s3:::trail-logs\/p.*json\.gz/,
    ],
    ['the public keys', /^keys/, 'AccessDeniedException', 'cloudtrail:ListPublicKeys'],
  ])('ends with the missing permission if access is denied to %s', async (_, refused, code, permission) => {
    const chain = stored();
    services.refuse = (name) => (refused.test(name) ? { status: 403, code } : undefined);
    const { exitCode, stdout, stderr } = await verify(toAddress(chain));
    expect({ exitCode, stdout }).toEqual({ exitCode: 254, stdout: '' });
    const [, named] = /Missing permission: (.*)\n$/.exec(stderr) ?? [];
    expect(named).toMatch(permission);
  });

  it('names the permission that AWS says is missing', async () => {
    const chain = stored();
    const message = 'User: arn:aws:iam::111122223333:user/me is not authorized to perform: kms:Decrypt on x';
    services.refuse = (name) =>
      /_CloudTrail_.*gz$/.test(name) ? { status: 403, code: 'AccessDenied', message } : undefined;
    await expect(verify(toAddress(chain))).resolves.toMatchObject({
      exitCode: 254,
      stderr: expect.stringMatching(
        /Missing permission: kms:Decrypt for arn:aws:iam::111122223333:user\/me\n$/,
      ),
    });
  });

  it('ends if S3 throttles, and calls nothing altered', async () => {
    const chain = stored();
    services.refuse = (name) =>
      /_CloudTrail_.*gz$/.test(name) ? { status: 503, code: 'SlowDown', message: 'Slow down' } : undefined;
    await expect(verify(toAddress(chain))).resolves.toMatchObject({
      ...{ exitCode: 254, stdout: '' },
      stderr: expect.stringContaining('SlowDown'),
    });
  });

  it('does not prove what lies in an archive', async () => {
    const chain = stored();
    services.refuse = (name) =>
      /_CloudTrail_.*0001\.json\.gz$/.test(name) ? { status: 403, code: 'InvalidObjectState' } : undefined;
    const { exitCode, json } = await verify(toAddress(chain));
    expect(json()).toMatchObject({ status: 'unproven', files: { intact: 3, unread: 1 } });
    expect(exitCode).toBe(2);
  });

  it('does not prove a Region that the account has not enabled, unless its keys were saved', async () => {
    const chain = stored(2, { region: 'ap-east-1' });
    services.refuse = (name) =>
      name === 'keys ap-east-1' ? { status: 400, code: 'UnrecognizedClientException' } : undefined;
    const { exitCode, json } = await verify(toAddress(chain));
    expect(json()).toMatchObject({ status: 'unproven', digests: { valid: 0, unverified: 2 } });
    expect(json().failures[0].reason).toMatch(
      /^public keys not readable in ap-east-1, which this account may not/,
    );
    expect(exitCode).toBe(2);
    // Digests of two days are looked at together.
    expect(services.requests.filter((name) => name.startsWith('keys')).length).toBeLessThanOrEqual(2);
    const keys = join(parent, 'keys.json');
    writeFileSync(keys, savedKeys(key));
    await expect(verify(toAddress(chain), '--public-keys', keys)).resolves.toMatchObject({ exitCode: 0 });
  });

  it('names digests that are missing or were moved', async () => {
    const chain = stored(3);
    deleteObject(folder, chain.digests[1]!);
    const { json } = await verify(toAddress(chain));
    expect(json()).toMatchObject({ status: 'invalid', digests: { valid: 2, missing: 1 } });
    await expect(verify(toAddress(chain).replace('trail-logs', 'copy-of-logs'))).resolves.toMatchObject({
      stdout: expect.stringContaining('has been moved from its original location'),
    });
  });
});
