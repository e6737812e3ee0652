import { S3Client } from '@aws-sdk/client-s3';
import { createTrailReader } from '../../../src/assure/aws/read-trail';
import type { TrailLogging } from '../../../src/assure/coverage/trail-logging';
import type { DeliveringTrail } from '../../../src/assure/trails/name-trails';
import { recordOwnTrail } from '../../../src/assure/trails/own-trail';
import { type RefreshOptions, refreshTrails } from '../../../src/assure/trails/refresh-trails';
import { toTrailChanges } from '../../../src/assure/trails/trail-changes';
import type { TrailReader } from '../../../src/assure/trails/trail-reader';
import type { AuditRecord } from '../../../src/audit/audit-record';
import { createTrailLedger, type TrailLedger } from '../../../src/store/ledger/trails';
import { auditRecord } from '../../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';
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

const MANAGEMENT_ACCOUNT = '444455556666';
const DELIVERING: DeliveringTrail = {
  trail: `audit@${REGION}`,
  accountId: ACCOUNT,
  isOrganizationTrail: false,
};

const at = (hour: number) => `2026-03-14T${String(hour).padStart(2, '0')}:00:00Z`;
const call = (eventName: string, hour: number, overrides: Partial<AuditRecord> = {}) =>
  auditRecord({
    eventSource: 'cloudtrail.amazonaws.com',
    service: 'guard',
    plane: 'control',
    eventName,
    eventTime: at(hour),
    resources: [TRAIL],
    ...overrides,
  });

describe('what trails log', () => {
  const folder = temporaryFolder();
  let services: TrailServices;
  let dynamoDb: TestDynamoDb;
  let reader: TrailReader;
  let ledger: TrailLedger;

  beforeAll(async () => {
    services = await startTrailServices(folder);
    dynamoDb = await startDynamoDb();
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new S3Client({ region: REGION, credentials, maxAttempts: 1 });
    reader = createTrailReader(client, ACCOUNT, services.endpoint);
  });
  beforeEach(async () => {
    const { ledger: table } = await createTables(dynamoDb.client);
    ledger = createTrailLedger(dynamoDb.client, table);
    services.answers = trailAnswers(TRAIL, [managementEvents(), dataEvents()]);
    services.refuse = () => undefined;
    services.requests.length = 0;
  });
  afterAll(async () => {
    await services.close();
    await dynamoDb.stop();
  });

  const refresh = (hour: number, overrides: Partial<RefreshOptions> = {}) =>
    refreshTrails({
      histories: ledger,
      reader,
      findChanges: async () => [],
      delivering: [DELIVERING],
      isAll: true,
      now: new Date(at(hour)),
      ...overrides,
    });

  /** Since, until, where it is known from, and how much is logged. */
  const histories = async () =>
    (await ledger.read()).map(({ since, until = '', from, isLogging, selectors }: TrailLogging) =>
      [since.slice(11, 13), until.slice(11, 13), from, isLogging ? selectors.length : 'off'].join(' '),
    );

  it('is asked of a trail that delivers, and noted once', async () => {
    await expect(refresh(1)).resolves.toEqual({ asked: 1, changed: [TRAIL], failures: [] });
    await expect(refresh(2)).resolves.toEqual({ asked: 1, changed: [], failures: [] });
    await expect(histories()).resolves.toEqual(['01  api 2']);
    await expect(ledger.lastLook()).resolves.toEqual({ at: at(2), allAt: at(2) });
  });

  it('is asked between two nights only of trails that were changed', async () => {
    await refresh(1);
    services.requests.length = 0;
    await expect(refresh(2, { isAll: false })).resolves.toMatchObject({ asked: 0 });
    expect(services.requests).toEqual([]);
    services.answers = trailAnswers(TRAIL, [managementEvents()]);
    const findChanges = async () => [call('PutEventSelectors', 3)];
    await expect(refresh(4, { isAll: false, findChanges })).resolves.toMatchObject({ changed: [TRAIL] });
    await expect(histories()).resolves.toEqual(['01 03 api 2', '03  api 1']);
    await expect(ledger.lastLook()).resolves.toEqual({ at: at(4), allAt: at(1) });
  });

  it('is not known since the last night if no call says when it changed', async () => {
    await refresh(1);
    await refresh(2);
    await refresh(3, { isAll: false });
    services.answers = trailAnswers(TRAIL, [managementEvents()]);
    await refresh(4);
    await expect(histories()).resolves.toEqual(['01 02 api 2', '04  api 1']);
  });

  it('is looked for in the calls of one day more, because records arrive late', async () => {
    const asked: (string | undefined)[] = [];
    const findChanges = async (since: string | undefined) => {
      asked.push(since);
      return [];
    };
    await refresh(1, { findChanges });
    await refresh(2, { findChanges });
    expect(asked).toEqual([undefined, '2026-03-13T01:00:00Z']);
  });

  it('is asked again if CloudTrail does not answer, and what was known is kept', async () => {
    await refresh(1);
    services.refuse = () => ({ status: 500, code: 'InternalFailure' });
    await expect(refresh(2)).resolves.toEqual({
      asked: 1,
      changed: [],
      failures: [expect.stringMatching(/^Cannot read the trail .*InternalFailure/)],
    });
    await expect(histories()).resolves.toEqual(['01  api 2']);
    await expect(ledger.lastLook()).resolves.toEqual({ at: at(1), allAt: at(1) });
  });

  it('is nothing after the trail was deleted', async () => {
    await refresh(1);
    services.answers = {};
    await refresh(3, { findChanges: async () => [call('DeleteTrail', 2)] });
    await expect(histories()).resolves.toEqual(['01 02 api 2', '02  api off']);
  });

  it('is not known in another account, which is not asked', async () => {
    const delivering = [{ ...DELIVERING, accountId: MANAGEMENT_ACCOUNT }];
    await refresh(1, { delivering });
    expect(services.requests).toEqual([]);
    const foreign = TRAIL.replace(ACCOUNT, MANAGEMENT_ACCOUNT);
    await expect(ledger.read()).resolves.toEqual([
      expect.objectContaining({
        trailArn: foreign,
        from: 'unknown',
        reason: `the trail ${foreign} belongs to account ${MANAGEMENT_ACCOUNT}, and account ${ACCOUNT} cannot read it`,
      }),
    ]);
  });

  it('finds the trail of an organization by its name, when the account can see it', async () => {
    const organizationTrail = TRAIL.replace(ACCOUNT, MANAGEMENT_ACCOUNT);
    const delivering = [{ ...DELIVERING, isOrganizationTrail: true }];
    await refresh(1, { delivering });
    services.answers = {
      ...trailAnswers(organizationTrail, [managementEvents(), dataEvents()], true),
      DescribeTrails: { trailList: [{ TrailARN: organizationTrail, Name: 'audit', HomeRegion: REGION }] },
    };
    await refresh(2, { delivering });
    await expect(histories()).resolves.toEqual(['02  api 2', '01 01 unknown off', '02  api off']);
    services.requests.length = 0;
    await refresh(3, { delivering });
    expect(services.requests).not.toContain('DescribeTrails');
  });

  describe('by the settings of the deployment', () => {
    const own = { trailArn: TRAIL, selectors: [managementEvents(), dataEvents()] };

    it('is noted once, and not again when CloudTrail says the same', async () => {
      await expect(recordOwnTrail(ledger, own, new Date(at(1)))).resolves.toBe(true);
      await expect(recordOwnTrail(ledger, own, new Date(at(2)))).resolves.toBe(false);
      await refresh(3);
      await expect(histories()).resolves.toEqual(['01  settings 2']);
    });

    it('is not what counts after somebody changed the trail', async () => {
      await recordOwnTrail(ledger, own, new Date(at(1)));
      services.answers = trailAnswers(TRAIL, [managementEvents()]);
      await refresh(3, { findChanges: async () => [call('PutEventSelectors', 2)] });
      await recordOwnTrail(ledger, own, new Date(at(4)));
      await expect(histories()).resolves.toEqual(['01 02 settings 2', '02  api 1']);
    });

    it('counts from the deployment on that changed them', async () => {
      await recordOwnTrail(ledger, own, new Date(at(1)));
      await refresh(2);
      await recordOwnTrail(ledger, { ...own, selectors: [managementEvents()] }, new Date(at(4)));
      await expect(histories()).resolves.toEqual(['01 02 settings 2', '04  settings 1']);
    });

    it('is not noted if they do not say', async () => {
      await expect(recordOwnTrail(ledger, { trailArn: TRAIL }, new Date(at(1)))).resolves.toBe(false);
    });
  });
});

describe('calls that change a trail', () => {
  it('are those that succeeded, the earliest first', () => {
    const records = [
      call('StartLogging', 3),
      call('StopLogging', 2),
      call('StopLogging', 1, { outcome: 'denied' }),
      call('PutEventSelectors', 4, { eventSource: 'dynamodb.amazonaws.com' }),
      call('LeaveOrganization', 5),
      call('UpdateTrail', 6, { resources: [] }),
    ];
    expect(toTrailChanges(records)).toEqual([
      { trailArns: [TRAIL], eventName: 'StopLogging', at: at(2) },
      { trailArns: [TRAIL], eventName: 'StartLogging', at: at(3) },
      { trailArns: [], eventName: 'UpdateTrail', at: at(6) },
    ]);
  });
});
