import { activityPageSchema } from '../../src/http/activity-schema';
import { problemSchema } from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { tableArn } from '../support/events';
import { findTime, TRAIL, TRAIL_SETTINGS } from '../support/questions';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await audit.storeEvents(TRAIL);
});
afterAll(() => dynamodb.stop());

const get = async (path: string) => (await createHttpApi(audit.log).request(path)).json();

describe('GET /activity', () => {
  it('counts calls of the data plane, page by page', async () => {
    const path = `/activity?table=Music&table=Orders&outcome=succeeded&until=${findTime('export')}`;
    const whole = activityPageSchema.parse(await get(path));
    expect(whole.groups.map(({ eventName, table, count }) => [eventName, table, count])).toEqual([
      ['BatchGetItem', tableArn('Music'), 1],
      ['GetItem', tableArn('Music'), 1],
      ['PutItem', tableArn('Music'), 1],
      ['Scan', tableArn('Music'), 1],
      ['BatchGetItem', tableArn('Orders'), 1],
    ]);
    expect(whole.searched.index).toBe('activity');
    const first = activityPageSchema.parse(await get(`${path}&limit=3`));
    const rest = activityPageSchema.parse(await get(`${path}&limit=3&nextToken=${first.nextToken}`));
    expect([...first.groups, ...rest.groups]).toEqual(whole.groups);
    expect(rest.nextToken).toBeUndefined();
  });

  it('does not accept filters that groups do not have, and tokens of other questions', async () => {
    expect(problemSchema.parse(await get('/activity?sourceIp=192.0.2.1'))).toMatchObject({
      code: 'InvalidArgument',
      detail: expect.stringContaining('sourceIp'),
    });
    const { nextToken } = activityPageSchema.parse(await get('/activity?limit=1'));
    expect(problemSchema.parse(await get(`/activity?table=Music&nextToken=${nextToken}`))).toMatchObject({
      code: 'InvalidCursor',
    });
  });
});
