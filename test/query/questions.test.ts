import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { jsonRecord } from '../../src/audit/json-record';
import { createHttpApi } from '../../src/http/api';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { toParameters } from '../support/query-forms';
import { QUESTIONS, TRAIL, TRAIL_SETTINGS, toLabel } from '../support/questions';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
let api: ReturnType<typeof serve>;
let url: string;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
  await audit.storeEvents(TRAIL);
  api = serve({ fetch: createHttpApi(audit.log).fetch, port: 0, hostname: '127.0.0.1' });
  await once(api, 'listening');
  url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
afterAll(async () => {
  api.close();
  await dynamodb.stop();
});

it('asks at least thirty questions', () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(30);
});

describe.each(QUESTIONS)('$asks', ({ query, index, partitions, answer }) => {
  it(`is planned to ${partitions} partitions of ${index}`, async () => {
    const explanation = await audit.log.explain(query);
    expect({ index: explanation.index, partitions: explanation.partitions.length }).toEqual({
      index,
      partitions,
    });
  });

  it('is answered to the client', async () => {
    expect((await audit.log.page(query)).records.map(toLabel)).toEqual(answer);
  });

  it('is answered over HTTP with the same records', async () => {
    const response = await fetch(`${url}/events?${toParameters(query)}`);
    const page = await audit.log.page(query);
    expect(await response.json()).toEqual({ ...page, records: page.records.map(jsonRecord) });
  });
});
