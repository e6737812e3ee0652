import type { Hono } from 'hono';
import { problemSchema } from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { policySchema } from '../../src/http/policy-schemas';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent, denial, identities, tableArn, tableResource } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const etl = identities.assumedRole('etl', 'nightly');
const ETL = 'arn:aws:iam::111122223333:role/service/etl';
const byEtl = (eventName: string, fields: object = {}) =>
  dataEvent({
    eventName,
    userIdentity: etl,
    requestParameters: { tableName: 'Orders', key: { orderId: '42' } },
    resources: [tableResource('Orders')],
    ...fields,
  });

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let api: Hono;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([
    byEtl('GetItem'),
    byEtl('TransactWriteItems', {
      requestParameters: {
        requestItems: [{ operation: 'Put', tableName: 'Orders', key: { orderId: '43' } }],
      },
    }),
    byEtl('DeleteItem', denial('You are not allowed.')),
    dataEvent(),
  ]);
  api = createHttpApi(audit.log);
});
afterAll(() => dynamodb.stop());

const ask = async (query: string) => (await api.request(`/policy?${query}`)).json();
const toStatement = (...actions: string[]) => [
  { Effect: 'Allow', Action: actions, Resource: [tableArn('Orders')] },
];

describe('GET /policy', () => {
  it('allows what a principal did, and no more', async () => {
    const answer = policySchema.parse(await ask(`principal=${ETL}`));
    expect(answer).toMatchObject({ calls: 2, complete: true });
    expect(answer.policy?.Statement).toEqual(toStatement('dynamodb:GetItem', 'dynamodb:PutItem'));
    expect(answer.coverage.status).toBe('not-provable');
  });

  it('allows what was denied, too, if asked', async () => {
    const { policy } = policySchema.parse(await ask(`principal=${ETL}&includeDenied=true`));
    expect(policy?.Statement[0]?.Action).toContain('dynamodb:DeleteItem');
  });

  it('has no policy if there is no call, and says what was searched', async () => {
    const answer = policySchema.parse(await ask(`principal=${ETL}&until=2020-01-01`));
    expect(answer).toMatchObject({ calls: 0, complete: true, searched: { until: '2020-01-01T00:00:00Z' } });
    expect(answer.policy).toBeUndefined();
  });

  it('says since when it read, if it stopped before the oldest call', async () => {
    const now = jest.spyOn(Date, 'now');
    let time = Date.parse('2026-03-15T00:00:00Z');
    // Each look at the clock is a minute later, so the budget of a page is spent at once.
    now.mockImplementation(() => {
      time += 60_000;
      return time;
    });
    const answer = await audit.log.policy({ principal: [ETL] }).finally(() => now.mockRestore());
    expect(answer).toMatchObject({ calls: 1, complete: false });
    expect(answer.notices).toContainEqual(expect.stringMatching(/calls since 2026-03-14T09:26:53Z only/));
  });

  it.each([
    ['', 400, 'principal must be a list, but is missing.'],
    [`principal=${ETL}&outcome=denied`, 400, 'Unknown parameter "outcome".'],
    ['principal=arn:aws:iam::111122223333:role/service/etk', 404, /Did you mean/],
  ])('refuses ?%s', async (query, status, detail) => {
    const problem = problemSchema.parse(await ask(query));
    expect(problem).toMatchObject({
      status,
      detail: detail instanceof RegExp ? expect.stringMatching(detail) : detail,
    });
  });
});
