import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Causes } from '../../src/assure/coverage/causes';
import { toUndigestedDay } from '../../src/assure/coverage/undigested-day';
import { createHealingLedger, MAXIMUM_HEALED_A_DAY } from '../../src/store/ledger/healing';
import { createLedger, type LedgerEntry } from '../../src/store/ledger/ledger';
import { addDays } from '../../src/time';
import { classifyObjectKey } from '../../src/trail/object-key';
import { AssuredDeployment, BUCKET, statesOf } from '../support/assured-deployment';
import { type ChainOptions, SignedChain, type TrailObject } from '../support/digests';
import { controlEvent, dataEvent } from '../support/events';
import { readLedger } from '../support/read-ledger';
import { sqsEvent } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const FOLDER = `AWSLogs/${PLACE.accountId}/CloudTrail/${PLACE.region}`;
const HOUR_MS = 3_600_000;
const today = () => new Date().toISOString().slice(0, 10);
const daysAgo = (days: number) => addDays(today(), -days);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const toFolders = (regions: readonly string[]) =>
  regions.map((region) => `AWSLogs/${PLACE.accountId}/CloudTrail/${region}/`);
const isDayListing = (name: string) => /\/CloudTrail\/.*\/\d\d\/$/.test(name);
const toListing = (day: string) => `list ${FOLDER}/${day.replaceAll('-', '/')}/`;

describe('a night', () => {
  const folder = temporaryFolder();
  let deployment: AssuredDeployment;

  beforeAll(async () => {
    deployment = await AssuredDeployment.start(folder);
  });
  beforeEach(() => deployment.deploy());
  afterEach(() => deployment.undeploy());
  afterAll(() => deployment.stop());

  const chainOf = (day: string, options: Partial<ChainOptions> = {}) =>
    new SignedChain({ key: deployment.key, ...options }, `${day}T00:00:48Z`);
  const readDay = async (day: string, place = PLACE) => {
    const [stored] = await deployment.coverage.readDays(place, { first: day, last: day });
    return stored;
  };
  const succeeded = { payload: { batchItemFailures: [] } };
  const nightly = async () => {
    expect(await deployment.assure.invoke({ task: 'nightly' })).toEqual({ payload: null });
    // Messages about sources lead to those about folders.
    expect(await deployment.deliver()).toEqual(succeeded);
    return deployment.deliver();
  };
  const healing = () => createHealingLedger(deployment.dynamodb.client, deployment.tables.ledger);
  const toFileId = ({ bucket, key }: TrailObject) => {
    const { kind: _, ...place } = classifyObjectKey(key) as Extract<
      ReturnType<typeof classifyObjectKey>,
      { kind: 'log-file' }
    >;
    return { bucket, key, ...place };
  };
  /** Says in the ledger that a file failed. */
  const fail = (file: TrailObject, at: string, discarded?: string) =>
    createLedger(deployment.dynamodb.client, deployment.tables.ledger).recordFailure({
      ...{ ...toFileId(file), etag: 'any', status: 'failed', error: 'It is not gzip.', finishedAt: at },
      counts: {
        read: 0,
        otherServices: 0,
        excluded: 0,
        duplicates: 0,
        audited: 0,
        recorded: 0,
        summarized: 0,
        rejected: 0,
      },
      ...(discarded !== undefined && { discarded }),
    } satisfies LedgerEntry);
  const logged = () => deployment.assure.logs.join('\n');

  /** What the tables have, but for when it was written. */
  const readTables = async () => {
    const { Items = [] } = await deployment.dynamodb.client.send(
      new ScanCommand({ TableName: deployment.tables.audit }),
    );
    const files: Omit<LedgerEntry, 'finishedAt'>[] = [];
    for await (const { finishedAt: _, ...entry } of readLedger(
      deployment.dynamodb.client,
      deployment.tables.ledger,
    )) {
      files.push(entry);
    }
    return { records: Items.map((item) => JSON.stringify(item)).sort(), files };
  };

  it('heals what a purged queue dropped days ago, equal to a live ingest', async () => {
    const day = daysAgo(4);
    const events = Array.from({ length: 12 }, () =>
      JSON.stringify({ Records: [dataEvent(), controlEvent()] }),
    );
    const chain = chainOf(day, { content: (number) => events[number - 1]! }).addHours(6);
    const deliverAll = async (announced: readonly TrailObject[]) => {
      deployment.put(chain.objects);
      await deployment.announce(announced);
      await deployment.announce(chain.digests);
      expect(await deployment.deliver()).toEqual(succeeded);
    };
    await deliverAll(chain.logFiles);
    const live = { ...(await readTables()), day: await readDay(day) };
    await deployment.undeploy();
    await deployment.deploy();

    await deliverAll(chain.logFiles.slice(0, 3));
    await deployment.coverage.writeAll(day, await deployment.coverage.readLatest(), new Date());
    deployment.purge();
    expect(statesOf(await readDay(day))).toEqual(['proven', ...Array(5).fill('incomplete')]);

    expect(await nightly()).toEqual(succeeded);
    expect(await deployment.ingestQueued()).toEqual(chain.logFiles.slice(3).map(({ key }) => key));
    expect(await nightly()).toEqual(succeeded);
    expect(deployment.queues.take('ingest')).toEqual([]);
    expect(await readTables()).toEqual({ records: live.records, files: live.files });
    expect(await readDay(day)).toEqual({ ...live.day, assessedAt: expect.any(String) });
    const all = [];
    for await (const stored of deployment.coverage.readAll({ first: day, last: day })) all.push(stored);
    expect(all.map(statesOf)).toEqual([['proven']]);
    expect(deployment.sum('FilesMissing')).toBe(0);
  });

  it('compares log files without digests, and says that a day is incomplete until they are ingested', async () => {
    const day = daysAgo(1);
    const { logFiles } = chainOf(day).addHours(2);
    const [early, read, lost, last] = logFiles;
    deployment.put(logFiles);
    await deployment.announce([read!, last!]);
    expect(await nightly()).toEqual(succeeded);
    expect(await readDay(day)).toMatchObject({
      trail: '-',
      spans: [{ state: 'incomplete', files: 3, exceptions: 1 }],
      exceptions: [{ object: `s3://${BUCKET}/${lost!.key}`, reason: 'not ingested' }],
    });
    // What was delivered before the first file that was read is not expected.
    expect(await deployment.ingestQueued()).toEqual([lost!.key]);
    expect(await nightly()).toEqual(succeeded);
    expect(await readDay(day)).toMatchObject({ spans: [{ state: 'notProvable', files: 3 }], exceptions: [] });
    expect(early!.key < read!.key).toBe(true);
  });

  it('lists days that are not complete, yesterday, and the same day of the weeks before', async () => {
    const proven = chainOf(daysAgo(12), { filesPerDigest: 1 }).addHours(26);
    deployment.put(proven.objects);
    await deployment.announce(proven.objects);
    await deployment.deliver();
    deployment.services.requests.length = 0;
    await nightly();
    const listed = deployment.services.requests.filter(isDayListing);
    // The day of the first digest is proven since then. On the next one, the trail ended.
    const ages = Array.from({ length: 11 }, (_, index) => index + 1);
    expect(listed).toEqual(ages.map((age) => toListing(daysAgo(age))));
  });

  describe('of a place without digests', () => {
    let day: string;
    let files: TrailObject[];

    beforeEach(async () => {
      day = daysAgo(2);
      files = chainOf(day, { filesPerDigest: 3 }).addHours(1).logFiles;
      deployment.put(files);
      const known = {
        ...{ ...PLACE, bucket: BUCKET, day: daysAgo(3), since: `${daysAgo(3)}T00:00:00Z` },
        ...{ files: 1, open: new Causes() },
      };
      const days = [toUndigestedDay(known, new Date())];
      const range = { since: known.since, until: `${day}T00:00:00Z` };
      const folder = `s3://${BUCKET}/AWSLogs/`;
      await deployment.coverage.record({ ...PLACE, trail: '-', folder, range, days });
    });

    it('tries a file once more that failed more than a day ago, and was not discarded', async () => {
      const [recent, old, discarded] = files;
      await fail(recent!, hoursAgo(2));
      await fail(old!, hoursAgo(25));
      await fail(discarded!, hoursAgo(25), 'It is a test file.');
      await nightly();
      const queued = deployment.queues.take('ingest').map(({ body }) => body.s3ObjectKey);
      expect(queued).toEqual([[old!.key]]);
      await nightly();
      expect(deployment.queues.take('ingest')).toEqual([]);
      expect((await readDay(day))!.exceptions.map(({ reason }) => reason)).toEqual([
        'not ingested: It is not gzip.',
        'not ingested: It is not gzip.',
        'not ingested: It is a test file.',
      ]);
    });

    it('counts a file as missing that was queued long ago, and does not queue it again', async () => {
      const [lost, ...others] = files;
      await deployment.announce(others);
      const queued = {
        ...{ book: `healing/${PLACE.accountId}/${PLACE.region}`, entry: `file/${BUCKET}/${lost!.key}` },
        ...{ claimedBy: 'another message', queuedAt: hoursAgo(20) },
      };
      await deployment.dynamodb.client.send(
        new PutItemCommand({ TableName: deployment.tables.ledger, Item: marshall(queued) }),
      );
      await nightly();
      expect(deployment.queues.take('ingest')).toEqual([]);
      expect(deployment.sum('FilesMissing')).toBe(1);
      expect(logged()).toContain(`"object":"s3://${BUCKET}/${lost!.key}","reason":"not ingested"`);
    });

    it('queues 10,000 files a day, and names the command for the others, which another night takes', async () => {
      await healing().reserve(
        PLACE,
        today(),
        MAXIMUM_HEALED_A_DAY - 2,
        Math.ceil(Date.now() / 1_000) + 1_000,
      );
      await nightly();
      expect(await deployment.ingestQueued()).toEqual(files.slice(0, 2).map(({ key }) => key));
      expect(deployment.sum('FilesMissing')).toBe(1);
      expect(logged()).toContain(
        `"command":"ddb-audit backfill s3://${BUCKET}/ --since ${daysAgo(3)} --until ${daysAgo(1)} --account ${PLACE.accountId} --event-region ${PLACE.region}"`,
      );
      expect(
        await healing().claim(PLACE, { bucket: BUCKET, key: files[2]!.key }, 'of another night', 1),
      ).toBe(true);
    });

    it.each([
      [
        'denied',
        { status: 403, code: 'AccessDenied' },
        `Missing permission: s3:ListBucket on arn:aws:s3:::${BUCKET}`,
      ],
      ['throttled', { status: 503, code: 'SlowDown' }, `Cannot list s3://${BUCKET}/${FOLDER}`],
    ])('fails if listing is %s, and says nothing of the day', async (_name, refusal, message) => {
      deployment.services.refuse = (name) => (name === toListing(day) ? refusal : undefined);
      expect(await nightly()).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }] } });
      expect(logged()).toContain(message);
      expect(await readDay(day)).toBeUndefined();
      expect(deployment.queues.take('ingest')).toEqual([]);
    });
  });

  it('proves an hour whose discarded file was read after all', async () => {
    const day = daysAgo(3);
    const chain = chainOf(day, { filesPerDigest: 1 }).addHours(2);
    const [discarded, other] = chain.logFiles;
    deployment.put(chain.objects);
    await deployment.announce([other!]);
    await fail(discarded!, hoursAgo(60), 'It is a test file.');
    await deployment.announce(chain.digests);
    await deployment.deliver();
    deployment.purge();
    await nightly();
    expect(deployment.queues.take('ingest')).toEqual([]);
    expect(await readDay(day)).toMatchObject({
      spans: [{ state: 'incomplete' }, { state: 'proven' }],
      exceptions: [{ reason: 'not ingested: It is not gzip.' }],
    });

    await deployment.announce([discarded!]);
    await nightly();
    expect(statesOf(await readDay(day))).toEqual(['proven', 'proven']);
  });

  it('proves an hour whose digest came after a week, unannounced', async () => {
    const day = daysAgo(8);
    const chain = chainOf(day).addHours(3);
    const [first, late, last] = chain.digests;
    deployment.put([...chain.logFiles, first!, last!]);
    await deployment.announce([...chain.logFiles, first!, last!]);
    await deployment.deliver();
    expect(statesOf(await readDay(day))).toEqual(['proven', 'pending', 'proven']);
    deployment.put([late!]);
    await nightly();
    expect(statesOf(await readDay(day))).toEqual(['proven', 'proven', 'proven']);
  });

  describe('with log files that no digest names', () => {
    const day = daysAgo(3);
    const trailArn = `arn:aws:cloudtrail:us-east-1:${PLACE.accountId}:trail/plain`;
    const plain = { TrailARN: trailArn, Name: 'plain', HomeRegion: 'us-east-1', S3BucketName: BUCKET };
    let chain: SignedChain;

    beforeEach(async () => {
      chain = chainOf(day, { filesPerDigest: 1 }).addHours(2);
      const others = chainOf(day, { isBackfill: true }).addHours(1).logFiles;
      deployment.put([...chain.objects, ...others]);
      await deployment.announce([...chain.logFiles, ...others]);
      await deployment.announce(chain.digests);
      await deployment.deliver();
      expect(statesOf(await readDay(day))).toEqual(['awaitingReference', 'proven']);
      expect(deployment.sum('FilesUnreferenced')).toBe(2);
    });
    const readDays = async () => {
      const days = await deployment.coverage.readDays(PLACE, { first: day, last: day });
      return days.map(({ trail, spans }) => [trail, ...spans.map(({ state, files }) => `${state} ${files}`)]);
    };

    it('finds out that a trail without log file validation delivers them', async () => {
      deployment.services.answers = { DescribeTrails: { trailList: [plain] } };
      await nightly();
      expect(await readDays()).toEqual([
        ['-', 'notProvable 2'],
        ['management-events@us-east-1', 'proven 1', 'proven 1'],
      ]);
      expect(deployment.sum('FilesUnreferenced')).toBe(2);
    });

    it.each([
      ['has log file validation', { LogFileValidationEnabled: true }],
      ['delivers to another bucket', { S3BucketName: 'other-logs' }],
      ['delivers to another folder', { S3KeyPrefix: 'production' }],
      ['delivers to the folder of an organization', { IsOrganizationTrail: true }],
      ['logs another Region', { HomeRegion: 'eu-west-1' }],
      ['belongs to another account', { TrailARN: trailArn.replace(PLACE.accountId, '444455556666') }],
    ])('calls them unreferenced if the other trail %s', async (_name, changes) => {
      deployment.services.answers = { DescribeTrails: { trailList: [{ ...plain, ...changes }] } };
      await nightly();
      expect(await readDays()).toEqual([['management-events@us-east-1', 'awaitingReference 1', 'proven 1']]);
    });

    it('keeps what it knows of trails if they cannot be listed', async () => {
      deployment.services.answers = { DescribeTrails: { trailList: [plain] } };
      await nightly();
      deployment.services.refuse = (name) =>
        name === 'DescribeTrails' ? { status: 400, code: 'AccessDeniedException' } : undefined;
      await nightly();
      expect(logged()).toContain('Missing permission: cloudtrail:DescribeTrails');
      await deployment.announce(chain.digests);
      await deployment.deliver();
      expect((await readDays()).map(([, ...states]) => states)).toEqual([
        ['notProvable 2'],
        ['proven 1', 'proven 1'],
      ]);
    });
  });

  it('compares other sources if one cannot be listed', async () => {
    const folders = [undefined, 'production'].map((prefix) =>
      chainOf(daysAgo(1), { ...(prefix && { prefix }) }),
    );
    const [denied, other] = folders.map((chain) => chain.addHours(1).logFiles);
    deployment.put([...denied!, ...other!]);
    await deployment.announce([denied![0]!, other![0]!]);
    const prefixes = ['AWSLogs/', 'production/AWSLogs/'];
    const AUDIT_SOURCES = JSON.stringify([{ bucketName: BUCKET, prefixes }]);
    const assure = await deployment.startFunction('assure', { AUDIT_SOURCES });
    deployment.services.refuse = (name) =>
      name === 'list AWSLogs/' ? { status: 403, code: 'AccessDenied' } : undefined;
    await assure.invoke({ task: 'nightly' });
    const failed = { payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }] } };
    expect(await deployment.deliver(assure)).toEqual(failed);
    expect(await deployment.deliver(assure)).toEqual(succeeded);
    expect(assure.logs.join('\n')).toContain('Missing permission: s3:ListBucket');
    expect(await deployment.ingestQueued()).toEqual([other![1]!.key]);
  });

  it('continues with a message when the time of an invocation ends', async () => {
    const regions = Array.from({ length: 16 }, (_, index) => `eu-west-${index + 1}`);
    const files = regions.map((region) => chainOf(daysAgo(1), { region }).addHours(1).logFiles);
    deployment.put(files.flat());
    await deployment.announce(files.map(([first]) => first!));
    await deployment.assure.invoke({ task: 'nightly' });
    await deployment.deliver();
    const slow = await deployment.startFunction('assure', {}, 8);
    // Eight folders are compared at a time. S3 does not answer for those after them.
    let listed = 0;
    deployment.services.delay = (name) => (isDayListing(name) && ++listed > 8 ? 60_000 : 0);
    expect(await deployment.deliver(slow)).toEqual(succeeded);
    const lost = files.map(([, second]) => second!.key).sort();
    expect((await deployment.ingestQueued()).sort()).toEqual(lost.slice(0, 8));

    deployment.services.delay = () => 0;
    const continued = deployment.queues.take('assurance').map(({ body }) => body);
    expect(continued).toMatchObject([{ task: 'reconcile', after: toFolders(regions).sort()[7] }]);
    expect(await slow.invoke(sqsEvent(continued))).toEqual(succeeded);
    expect((await deployment.ingestQueued()).sort()).toEqual(lost.slice(8));
    expect(deployment.queues.take('assurance')).toEqual([]);
  });
});
