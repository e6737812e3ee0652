import { findTrailChanges } from '../../src/query/find-trail-changes';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent } from '../support/events';
import { guardEvent, TRAIL_ARN } from '../support/guard-events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

describe('calls that change trails', () => {
  let dynamoDb: TestDynamoDb;
  let audit: StoredAudit;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    audit = await createStoredAudit(dynamoDb.client);
  });
  afterAll(() => dynamoDb.stop());

  it('are none in an empty audit', async () => {
    await expect(findTrailChanges(audit.log, undefined)).resolves.toEqual([]);
  });

  it('are found by their names, from a time on', async () => {
    const call = (eventName: string, eventTime: string, request: object = { name: TRAIL_ARN }) =>
      guardEvent('cloudtrail', eventName, request, { eventID: `${eventName}-${eventTime}`, eventTime });
    await audit.storeEvents([
      call('StopLogging', '2026-03-14T08:00:00Z'),
      call('PutEventSelectors', '2026-03-14T09:00:00Z', { trailName: 'audit' }),
      call('DeregisterOrganizationDelegatedAdmin', '2026-03-14T09:30:00Z', {}),
      controlEvent({ eventName: 'DeleteTable', eventTime: '2026-03-14T10:00:00Z' }),
    ]);
    const found = async (since?: string) =>
      (await findTrailChanges(audit.log, since)).map(({ eventName, resources }) => [eventName, resources]);
    const [put, stop] = [
      ['PutEventSelectors', [TRAIL_ARN]],
      ['StopLogging', [TRAIL_ARN]],
    ];
    expect((await found()).sort()).toEqual([put, stop]);
    expect(await found('2026-03-14T08:30:00Z')).toEqual([put]);
  });
});
