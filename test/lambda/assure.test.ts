import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { readSources } from '../../src/store/ledger/deployment';
import { readKnownCoverage } from '../../src/store/ledger/read-known-coverage';
import { createTrailLedger } from '../../src/store/ledger/trails';
import { toTime } from '../../src/time';
import { parseDigestKey } from '../../src/trail/digest-key';
import { AssuredDeployment, BUCKET, statesOf } from '../support/assured-deployment';
import { changeFile, deleteObject, SignedChain, type SigningKey, signingKey } from '../support/digests';
import type { QueueServer } from '../support/queue-server';
import { sqsEvent } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import type { TrailServices } from '../support/trail-services';

jest.setTimeout(timeoutFor(6));

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const DAY = { first: '2026-03-14', last: '2026-03-14' };
const DENIED = { status: 403, code: 'AccessDenied' };

/** A full hour so many hours ago. */
const recentHours = (hours: number) =>
  `${new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 13)}:00:48Z`;

describe('the bundled assure function', () => {
  const folder = temporaryFolder();
  let deployment: AssuredDeployment;
  let key: SigningKey;
  let services: TrailServices;
  let queues: QueueServer;
  let ledger: CoverageLedger;

  beforeAll(async () => {
    deployment = await AssuredDeployment.start(folder);
    ({ key, services, queues } = deployment);
  });
  beforeEach(async () => {
    await deployment.deploy();
    ledger = deployment.coverage;
  });
  afterEach(() => deployment.undeploy());
  afterAll(() => deployment.stop());

  const put = (objects: SignedChain['objects']) => deployment.put(objects);
  const announce: AssuredDeployment['announce'] = (...given) => deployment.announce(...given);
  const deliver = () => deployment.deliver();
  const values = (metric: string) => deployment.values(metric);
  const sum = (metric: string) => deployment.sum(metric);
  const readDay = async (place = PLACE) =>
    (await ledger.readDays(place, DAY)).find(({ trail }) => trail.startsWith('management-events@'));
  const day = () => readDay();

  it('turns the interval of a digest proven once its files are ingested', async () => {
    const chain = new SignedChain({ key }).addHours(2);
    put(chain.objects);
    await announce(chain.logFiles);
    await announce(chain.digests);
    expect(await deliver()).toEqual({ payload: { batchItemFailures: [] } });
    expect(await day()).toMatchObject({
      bucket: BUCKET,
      spans: [
        {
          since: '2026-03-14T00:00:48Z',
          until: '2026-03-14T01:00:48Z',
          state: 'proven',
          digests: 1,
          files: 2,
        },
        {
          since: '2026-03-14T01:00:48Z',
          until: '2026-03-14T02:00:48Z',
          state: 'proven',
          digests: 1,
          files: 2,
        },
      ],
      exceptions: [],
    });
  });

  it('reads two digests in the steady state, lists nothing, and asks for keys once', async () => {
    const chain = new SignedChain({ key }).addHours(3);
    put(chain.objects);
    await announce(chain.objects.slice(0, -1));
    await deliver();
    services.requests.length = 0;
    await announce(chain.digests.slice(-1));
    await deliver();
    expect(services.requests.filter((name) => !name.includes('/CloudTrail/'))).toEqual(
      expect.arrayContaining(chain.digests.slice(1).map((digest) => digest.key)),
    );
    expect(services.requests).toHaveLength(2);
  });

  it('keeps public keys, and uses them when CloudTrail lists none', async () => {
    const chain = new SignedChain({ key }).addHours(2);
    put(chain.objects);
    await announce([...chain.logFiles, chain.digests[0]!]);
    await deliver();
    services.refuse = (name) => (name.startsWith('keys') ? DENIED : undefined);
    await deployment.assure.stop();
    deployment.assure = await deployment.startFunction('assure');
    await announce([chain.digests[1]!]);
    expect(await deliver()).toEqual({ payload: { batchItemFailures: [] } });
    expect(statesOf(await day())).toEqual(['proven', 'proven']);
  });

  it('looks again at a file that nobody announced, queues it once, and proves it then', async () => {
    const chain = new SignedChain({ key }).addHours(1);
    put(chain.objects);
    const [lost, known] = chain.logFiles;
    await announce([known!, ...chain.digests]);
    await deliver();
    expect(statesOf(await day())).toEqual(['incomplete']);

    const delays: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(queues.take('ingest')).toEqual([]);
      const messages = queues.take('assurance');
      delays.push(...messages.map(({ delaySeconds }) => delaySeconds));
      await deployment.assure.invoke(sqsEvent(messages.map(({ body }) => body)));
    }
    expect(delays).toEqual([900, 900, 900, 900]);
    const queued = queues.take('ingest').map(({ body }) => body);
    expect(queued).toEqual([{ s3Bucket: BUCKET, s3ObjectKey: [lost!.key] }]);

    await deployment.ingest.invoke(sqsEvent(queued));
    await deliver();
    expect(statesOf(await day())).toEqual(['proven']);
    expect(queues.take('assurance')).toEqual([]);
    expect(sum('FilesMissing')).toBe(0);
  });

  it('looks again at a file that nobody announced, although its digest comes after later ones', async () => {
    const chain = new SignedChain({ key, filesPerDigest: 1 }).addHours(3);
    put(chain.objects);
    const [, lost] = chain.logFiles;
    await announce(chain.logFiles.filter((file) => file !== lost));
    for (const digest of [...chain.digests].reverse()) {
      await announce([digest]);
      await deliver();
    }
    for (let attempt = 1; attempt <= 4; attempt += 1) await deliver();
    expect(queues.take('ingest').map(({ body }) => body)).toEqual([
      { s3Bucket: BUCKET, s3ObjectKey: [lost!.key] },
    ]);
  });

  it('queues a file once, and counts it as missing if it is not ingested then', async () => {
    const chain = new SignedChain({ key }).addHours(1);
    put(chain.objects);
    await announce(chain.digests);
    await deliver();
    const rechecks: unknown[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const messages = queues.take('assurance').map(({ body }) => body);
      rechecks.push(...messages);
      await deployment.assure.invoke(sqsEvent(messages));
    }
    expect(queues.take('ingest')).toHaveLength(1);
    await deployment.assure.invoke(sqsEvent([rechecks[3]])); // Delivered again.
    expect(queues.take('ingest')).toEqual([]);
    await deliver();
    expect(sum('FilesMissing')).toBe(4); // Two files, and the recheck was delivered twice.
  });

  it('does not queue a file that failed, because its notification is tried again or lies in a dead-letter queue', async () => {
    const chain = new SignedChain({ key, filesPerDigest: 1 }).addHours(1);
    const [file] = chain.logFiles;
    put([...chain.digests, { ...file!, body: file!.body.subarray(0, -9) }]);
    await announce(chain.objects);
    await deliver();
    for (let attempt = 1; attempt <= 4; attempt += 1) await deliver();
    expect(queues.take('ingest')).toEqual([]);
    await deliver();
    expect(sum('FilesMissing')).toBe(1);
  });

  it('counts what was altered, forged or deleted, and says so of the interval', async () => {
    const chain = new SignedChain({ key }).addHours(4);
    const [altered, , , , deleted] = chain.logFiles;
    const changed = { ...altered!, body: gzipSync('{"Records":[],"changed":1}') };
    const forged = {
      ...deleted!,
      key: deleted!.key.replace(/_File\d+/, '_Forged0000000001'),
      body: altered!.body,
    };
    const invalid = chain.digests[3]!;
    put([...chain.objects, changed, forged]);
    deleteObject(join(folder, 'bucket'), deleted!);
    changeFile(join(folder, 'bucket', invalid.key), (body) =>
      gzipSync(
        gunzipSync(body)
          .toString()
          .replace('"number"', '"numbers"')
          .replace('2026-03-14T04', '2026-03-14T05'),
      ),
    );
    await announce([...chain.logFiles.filter((file) => file !== deleted), forged]);
    await announce(chain.digests);
    await deliver();

    const metrics = ['FilesAltered', 'FilesMissing', 'FilesUnreferenced', 'DigestsInvalid'].map(sum);
    expect(metrics).toEqual([1, 1, 1, 1]);
    expect(statesOf(await day())).toEqual(['incomplete', 'proven', 'incomplete', 'digestMissing']);
    const objects = (await day())!.exceptions.map(({ object }) => object);
    expect(objects.sort()).toEqual(
      [altered!, deleted!, forged, invalid].map((object) => `s3://${BUCKET}/${object.key}`).sort(),
    );
  });

  it('says where a digest is missing, and takes it back when it comes late', async () => {
    const chain = new SignedChain({ key }).addHours(3);
    const [first, late, last] = chain.digests;
    put([...chain.logFiles, first!, last!]);
    await announce([...chain.logFiles, first!, last!]);
    await deliver();
    expect(statesOf(await day())).toEqual(['proven', 'pending', 'proven']);

    put([late!]);
    await announce([late!]);
    await deliver();
    expect(statesOf(await day())).toEqual(['proven', 'proven', 'proven']);
  });

  it('tells a gap from a missing digest', async () => {
    const chain = new SignedChain({ key }).addHours(1).skipHours(2).addHours(1);
    put(chain.objects);
    await announce(chain.objects);
    await deliver();
    expect(statesOf(await day())).toEqual(['proven', 'gap', 'proven']);
  });

  it('proves the same in any order, again, and by several workers at once', async () => {
    const chain = new SignedChain({ key }).addHours(6);
    put(chain.objects);
    await announce(chain.logFiles);
    const other = await deployment.startFunction('assure');
    const bodies = chain.digests.map((digest) => ({ s3Bucket: BUCKET, s3ObjectKey: [digest.key] }));
    const [a, b, c, d, e, f] = bodies;
    const results = await Promise.all([
      deployment.assure.invoke(sqsEvent([c, a, b, d])),
      other.invoke(sqsEvent([f, e, b, a])),
    ]);
    expect(results).toEqual([{ payload: { batchItemFailures: [] } }, { payload: { batchItemFailures: [] } }]);
    expect(statesOf(await day())).toEqual(Array(6).fill('proven'));
    const once = await day();
    const [latest] = await ledger.readLatest(PLACE.accountId);
    expect(latest).toMatchObject({
      firstSeen: '2026-03-14T00:00:48Z',
      lastDigest: '2026-03-14T06:00:48Z',
    });
    await deployment.assure.invoke(sqsEvent(bodies));
    expect(await day()).toEqual(once);
    expect((await ledger.readLatest(PLACE.accountId))[0]).toEqual(latest);
  });

  it('fails the message when S3 denies or throttles, and calls nothing tampered', async () => {
    const chain = new SignedChain({ key }).addHours(1);
    put(chain.objects);
    await announce(chain.logFiles);
    await announce(chain.digests);
    services.refuse = (name) => (name.includes('CloudTrail-Digest') ? DENIED : undefined);
    expect(await deliver()).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }] } });
    expect(await day()).toBeUndefined();
    expect(sum('DigestsInvalid')).toBe(0);
    expect(deployment.assure.logs.join('\n')).toContain('Missing permission: s3:GetObject');
  });

  it('says that the keys of a Region are not readable where the account has not enabled it', async () => {
    const chain = new SignedChain({ key: signingKey(), region: 'ap-east-1' }).addHours(1);
    put(chain.objects);
    await announce(chain.objects);
    services.refuse = (name) =>
      name === 'keys ap-east-1' ? { status: 400, code: 'UnrecognizedClientException' } : undefined;
    expect(await deliver()).toEqual({ payload: { batchItemFailures: [] } });
    expect(await readDay({ ...PLACE, region: 'ap-east-1' })).toMatchObject({
      spans: [{ state: 'digestMissing' }],
      exceptions: [{ reason: expect.stringContaining('keys not readable in ap-east-1') }],
    });
  });

  it('verifies the digests of an organization', async () => {
    const chain = new SignedChain({
      key,
      organizationId: 'o-exampleorgid',
      account: '444455556666',
    }).addHours(2);
    put(chain.objects);
    await announce(chain.objects);
    await deliver();
    expect(statesOf(await readDay({ ...PLACE, accountId: '444455556666' }))).toEqual(['proven', 'proven']);
  });

  it('sends no request to a bucket or prefix that is not a source', async () => {
    const chain = new SignedChain({ key, prefix: 'elsewhere' }).addHours(1);
    const digest = chain.digests[0]!;
    services.requests.length = 0;
    await deployment.assure.invoke(
      sqsEvent([
        { s3Bucket: BUCKET, s3ObjectKey: [digest.key] },
        { s3Bucket: 'other-bucket', s3ObjectKey: [digest.key.replace('elsewhere/', '')] },
      ]),
    );
    expect(services.requests).toEqual([]);
  });

  it('does not call files of another trail in the same folder unreferenced', async () => {
    const [one, other] = ['one', 'other'].map((trailName, index) =>
      new SignedChain({ key, trailName }, `2026-03-14T00:0${index}:48Z`).addHours(3),
    );
    const objects = [...one!.objects, ...other!.objects];
    put(objects);
    await announce([...one!.logFiles, ...other!.logFiles]);
    for (const [index, digest] of one!.digests.entries()) {
      await announce([digest, other!.digests[index]!]);
      await deliver();
    }
    const days = await ledger.readDays(PLACE, DAY);
    expect(days.map(({ trail }) => trail)).toEqual(['one@us-east-1', 'other@us-east-1']);
    for (const stored of days) expect(statesOf(stored)).toEqual(['proven', 'proven', 'proven']);
  });

  it('counts a file as named once a backfill names it', async () => {
    const chain = new SignedChain({ key }).addHours(2);
    const backfill = new SignedChain({ key, isBackfill: true, filesPerDigest: 1 }).addHours(1);
    put([...chain.objects, ...backfill.objects]);
    await announce([...chain.logFiles, ...backfill.logFiles, ...chain.digests]);
    await deliver();
    expect(statesOf(await day())).toEqual(['awaitingReference', 'proven']);
    await announce(backfill.digests);
    await deliver();
    expect(statesOf(await day())).toEqual(['proven', 'proven']);
  });

  it('finds hourly what nobody announces, also after an upgrade that knows no digest yet', async () => {
    const chain = new SignedChain({ key }, recentHours(5)).addHours(5);
    const [known, ...others] = chain.digests;
    put([...chain.logFiles, known!]);
    await announce(chain.logFiles);
    expect(await deployment.assure.invoke({ task: 'hourly' })).toEqual({ payload: null });
    await deliver(); // About the source.
    expect(queues.take('assurance').map(({ body }) => body.s3ObjectKey)).toContainEqual([known!.key]);

    await announce([known!]);
    await deliver();
    put(others);
    await deployment.assure.invoke({ task: 'hourly' });
    await deliver();
    const [latest] = await ledger.readLatest(PLACE.accountId);
    expect(latest!.lastDigest).toBe(parseDigestKey(others.at(-1)!.key)!.endTime);
    expect(values('PlacesUnproven')).toEqual([0, 1]);
  });

  it('records hourly where the sources are, for commands that know the ledger', async () => {
    await deployment.assure.invoke({ task: 'hourly' });
    const { dynamodb, tables } = deployment;
    await expect(readSources(dynamodb.client, tables.ledger)).resolves.toEqual([
      { bucketName: BUCKET, prefixes: ['AWSLogs/'] },
    ]);
  });

  it('notes nightly what is known of all places, and that log files without digests are not provable', async () => {
    const yesterday = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T10:00:48Z`;
    const chain = new SignedChain({ key }, yesterday).addHours(1);
    const undigested = new SignedChain({ key, account: '444455556666' }, yesterday).addHours(1).logFiles;
    put([...chain.objects, ...undigested]);
    await announce([...chain.objects, ...undigested]);
    await deliver();
    expect(await deployment.assure.invoke({ task: 'nightly' })).toEqual({ payload: null });
    await deliver(); // About the source.
    await deliver(); // About its folders.

    const place = { accountId: '444455556666', region: 'us-east-1' };
    const today = { first: yesterday.slice(0, 10), last: yesterday.slice(0, 10) };
    expect(await ledger.readDays(place, today)).toMatchObject([
      { trail: '-', spans: [{ state: 'notProvable', files: 2 }] },
    ]);
    const all = [];
    for await (const stored of ledger.readAll(today)) all.push(stored);
    expect(all).toMatchObject([
      { ...PLACE, spans: expect.arrayContaining([expect.objectContaining({ state: 'proven' })]) },
    ]);
  });

  it('asks hourly what a trail logs that delivered its first digest', async () => {
    const arn = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events';
    const management = [{ Field: 'eventCategory', Equals: ['Management'] }];
    services.answers = {
      [`GetTrail ${arn}`]: { Trail: { TrailARN: arn, HomeRegion: 'us-east-1', IsMultiRegionTrail: true } },
      [`GetTrailStatus ${arn}`]: { IsLogging: true },
      [`GetEventSelectors ${arn}`]: { AdvancedEventSelectors: [{ FieldSelectors: management }] },
    };
    const chain = new SignedChain({ key }).addHours(1);
    put(chain.objects);
    await announce(chain.objects);
    await deliver();
    expect(await deployment.assure.invoke({ task: 'hourly' })).toEqual({ payload: null });
    expect(
      await createTrailLedger(deployment.dynamodb.client, deployment.tables.ledger).read(),
    ).toMatchObject([
      {
        ...{ trailArn: arn, from: 'api', isLogging: true },
        ownTraffic: {
          sessionPrefixes: [
            'arn:aws:sts::111122223333:assumed-role/ingest/',
            'arn:aws:sts::111122223333:assumed-role/assure/',
          ],
          tableArns: ['arn:aws:dynamodb:us-east-1:111122223333:table/audit'],
        },
      },
    ]);
  });

  it('expects digests of the own trail before the first one, and finds them when they come', async () => {
    const trailArn = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events';
    await deployment.assure.stop();
    deployment.assure = await deployment.startFunction('assure', {
      AUDIT_TRAIL: JSON.stringify({ trailArn, bucketName: BUCKET }),
    });
    expect(await deployment.assure.invoke({ task: 'hourly' })).toEqual({ payload: null });
    const tonight = new Date(Date.now() + 8 * 3_600_000);
    const query = { since: toTime(tonight.getTime() - 18_000_000), until: toTime(tonight.getTime()) };
    const missing = { expected: 1, proven: 0, exceptions: [{ ...PLACE, state: 'digestMissing' }] };
    const ofPlace = { ...query, accountIds: [PLACE.accountId], regions: [PLACE.region] };
    expect(await readKnownCoverage(ledger, query, tonight)).toMatchObject(missing);
    expect(await readKnownCoverage(ledger, ofPlace, tonight)).toMatchObject(missing);

    const chain = new SignedChain({ key }, recentHours(2)).addHours(2);
    put(chain.objects);
    await announce(chain.logFiles);
    await deployment.assure.invoke({ task: 'hourly' });
    await deliver(); // About the source.
    await deliver();
    expect((await ledger.readLatest(PLACE.accountId))[0]).toMatchObject({
      lastDigest: parseDigestKey(chain.digests.at(-1)!.key)!.endTime,
    });
  });

  it('reports a message that it does not understand, and does the others', async () => {
    const chain = new SignedChain({ key }).addHours(1);
    put(chain.objects);
    await announce(chain.logFiles);
    const result = await deployment.assure.invoke(
      sqsEvent(['not json', { s3Bucket: BUCKET, s3ObjectKey: [chain.digests[0]!.key] }]),
    );
    expect(result).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }] } });
    expect(statesOf(await day())).toEqual(['proven']);
    expect(await deployment.assure.invoke({ unknown: true })).toMatchObject({
      error: { errorMessage: expect.stringContaining('{"task":"hourly"}') },
    });
  });
});
