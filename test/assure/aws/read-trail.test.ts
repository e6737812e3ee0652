import { S3Client } from '@aws-sdk/client-s3';
import { createTrailReader } from '../../../src/assure/aws/read-trail';
import type { TrailReader } from '../../../src/assure/trails/trail-reader';
import { temporaryFolder } from '../../support/temporary-folder';
import {
  ACCOUNT,
  dataEvents,
  managementEvents,
  REGION,
  TRAIL,
  trailAnswers,
} from '../../support/trail-logging';
import { startTrailServices, type TrailServices } from '../../support/trail-services';

const OTHER_ACCOUNT = '444455556666';
const FOREIGN = TRAIL.replace(ACCOUNT, OTHER_ACCOUNT);

const SELECTORS = [
  { name: 'Tables', ...dataEvents({ field: 'userIdentity.arn', notStartsWith: ['arn:aws:sts::'] }) },
];

describe('reading a trail', () => {
  const folder = temporaryFolder();
  let services: TrailServices;
  let reader: TrailReader;
  beforeAll(async () => {
    services = await startTrailServices(folder);
    const client = new S3Client({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 2,
    });
    reader = createTrailReader(client, ACCOUNT, services.endpoint);
  });
  beforeEach(() => {
    services.answers = trailAnswers(TRAIL, SELECTORS);
    services.refuse = () => undefined;
  });
  afterAll(() => services.close());

  it('tells its advanced selectors, asked in its home Region', async () => {
    const regions = new Set<string>();
    services.refuse = (_, region) => {
      regions.add(region);
      return undefined;
    };
    await expect(reader.read(TRAIL)).resolves.toEqual({
      kind: 'found',
      state: {
        trailArn: TRAIL,
        from: 'api',
        isLogging: true,
        homeRegion: REGION,
        isMultiRegion: true,
        isOrganizationTrail: false,
        selectors: SELECTORS,
      },
    });
    expect([...regions]).toEqual([REGION]);
  });

  it('converts basic selectors', async () => {
    const EventSelectors = [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }],
        ExcludeManagementEventSources: [],
      },
    ];
    services.answers = trailAnswers(TRAIL, { EventSelectors });
    await expect(reader.read(TRAIL)).resolves.toMatchObject({
      state: { selectors: [managementEvents(), dataEvents()] },
    });
  });

  it('refuses an operator that it does not know, because the trail would seem to log more', async () => {
    const AdvancedEventSelectors = [{ FieldSelectors: [{ Field: 'eventName', Matches: ['Get*'] }] }];
    services.answers = {
      ...trailAnswers(TRAIL, SELECTORS),
      [`GetEventSelectors ${TRAIL}`]: { AdvancedEventSelectors },
    };
    await expect(reader.read(TRAIL)).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringMatching(/^Cannot read the trail arn:.*Matches/s),
    });
  });

  it.each(['GetTrail', 'GetTrailStatus', 'GetEventSelectors'])(
    'says that %s is missing if access is denied',
    async (operation) => {
      services.refuse = (name) =>
        name.startsWith(`${operation} `) ? { status: 400, code: 'AccessDeniedException' } : undefined;
      await expect(reader.read(TRAIL)).resolves.toEqual({
        kind: 'unknown',
        reason: `the trail ${TRAIL} cannot be read: access is denied. Missing permission: cloudtrail:${operation}`,
      });
    },
  );

  it('tells that a trail was deleted', async () => {
    services.answers = {};
    await expect(reader.read(TRAIL)).resolves.toEqual({ kind: 'deleted' });
  });

  it('of another account is not possible', async () => {
    await expect(reader.read(FOREIGN)).resolves.toEqual({
      kind: 'unknown',
      reason: `the trail ${FOREIGN} belongs to account ${OTHER_ACCOUNT}, and account ${ACCOUNT} cannot read it`,
    });
  });

  it('of the organization is possible in a member account', async () => {
    services.answers = trailAnswers(FOREIGN, SELECTORS, true);
    await expect(reader.read(FOREIGN)).resolves.toMatchObject({ state: { isOrganizationTrail: true } });
  });

  it('is repeated while CloudTrail throttles', async () => {
    let calls = 0;
    services.refuse = () => {
      calls += 1;
      return calls === 1 ? { status: 400, code: 'ThrottlingException' } : undefined;
    };
    await expect(reader.read(TRAIL)).resolves.toMatchObject({ kind: 'found' });
  });

  it('fails if CloudTrail keeps failing', async () => {
    services.refuse = () => ({ status: 500, code: 'InternalFailure' });
    await expect(reader.read(TRAIL)).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringMatching(/^Cannot read the trail arn:.*InternalFailure/),
    });
  });

  it('lists trails with where they deliver, and whether they have digests', async () => {
    const listed = { TrailARN: FOREIGN, Name: 'audit', HomeRegion: REGION, IsOrganizationTrail: true };
    const delivery = {
      S3BucketName: 'trail-logs',
      S3KeyPrefix: 'production',
      LogFileValidationEnabled: true,
    };
    services.answers = {
      DescribeTrails: { trailList: [{ ...listed, ...delivery, IsMultiRegionTrail: true }, listed] },
    };
    const found = { trailArn: FOREIGN, name: 'audit', homeRegion: REGION, isOrganizationTrail: true };
    await expect(reader.list(REGION)).resolves.toEqual([
      { ...found, isMultiRegion: true, bucketName: 'trail-logs', prefix: 'production', hasDigests: true },
      { ...found, isMultiRegion: false, bucketName: '', prefix: '', hasDigests: false },
    ]);
  });

  it('says which permission is missing to find trails', async () => {
    services.refuse = () => ({ status: 400, code: 'AccessDeniedException' });
    await expect(reader.list(REGION)).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringMatching(/Missing permission: cloudtrail:DescribeTrails$/),
    });
  });
});
