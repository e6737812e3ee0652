import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createHttpApi } from '../../src/http/api';
import { bundle } from '../support/bundle';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, denial, identities } from '../support/events';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { type SigningKey, signatureFault } from '../support/signed-requests';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const KEY: SigningKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'secret of the example',
  region: 'eu-west-1',
  service: 'lambda',
};
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const INTERN = 'arn:aws:iam::111122223333:role/service/intern';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

describe('the example that asks by signed HTTP', () => {
  const code = join(temporaryFolder(), 'index.js');
  let dynamodb: TestDynamoDb;
  let server: Server;
  let environment: Record<string, string>;
  let example: LambdaFunction;
  const asked: string[] = [];

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    const { storeEvents, log } = await createStoredAudit(dynamodb.client);
    const denied = (eventName: string, eventTime: string, userIdentity = identities.iamUser()) =>
      controlEvent({ ...denial('not allowed'), eventName, eventTime, userIdentity });
    await storeEvents([
      ...Array.from({ length: 3 }, (_, index) => denied('DeleteTable', minutesAgo(5 + index))),
      denied('DescribeBackup', minutesAgo(9), identities.assumedRole('intern', 'ivan')),
      denied('DeleteTable', minutesAgo(3 * 24 * 60)),
      dataEvent({ eventTime: minutesAgo(2) }),
    ]);

    // As a function URL with IAM auth: nothing gets to the API that is not signed for it.
    const api = getRequestListener(createHttpApi(log).fetch);
    server = createServer(async (request, response) => {
      asked.push(request.url ?? '');
      const fault = await signatureFault(request, KEY);
      if (fault) response.writeHead(403).end(JSON.stringify({ Message: fault }));
      else await api(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    environment = {
      AWS_REGION: KEY.region,
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AUDIT_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    };
    bundle('examples/query-by-http/denied-calls.ts', code);
    example = await startLambdaFunction({ file: code, environment });
  });
  afterAll(async () => {
    await example.stop();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await dynamodb.stop();
  });

  it('says who was denied what, most frequent first', async () => {
    const denied = { principal: INTERN, operation: 'DescribeBackup', times: 1 };
    expect(await example.invoke({})).toEqual({
      payload: [{ principal: ALICE, operation: 'DeleteTable', times: 3 }, denied],
    });
    expect(await example.invoke({ since: '7d' })).toEqual({
      payload: [{ principal: ALICE, operation: 'DeleteTable', times: 4 }, denied],
    });
  });

  it('goes on from page to page', async () => {
    asked.length = 0;
    const whole = await example.invoke({ since: '7d' });
    expect(asked).toHaveLength(1);
    expect(await example.invoke({ since: '7d', pageSize: 2 })).toEqual(whole);
    expect(asked.length).toBeGreaterThan(2);
  });

  it('signs what a URL writes in its own way, and says what the API says', async () => {
    const errorMessage = expect.stringMatching(/failed with status 400: .*an hour \(1\+\)\*/);
    expect(await example.invoke({ since: 'an hour (1+)*' })).toMatchObject({ error: { errorMessage } });
  });

  it.each([
    ['another secret', { AWS_SECRET_ACCESS_KEY: 'guessed' }, /failed with status 403: .*does not match/],
    [
      'another Region',
      { AWS_REGION: 'us-east-1' },
      /failed with status 403: .*us-east-1.*, not for .*eu-west-1/,
    ],
  ])('is turned away with %s', async (_, wrong, message) => {
    const turnedAway = await startLambdaFunction({ file: code, environment: { ...environment, ...wrong } });
    const errorMessage = expect.stringMatching(message);
    const answer = await turnedAway.invoke({});
    await turnedAway.stop();
    expect(answer).toMatchObject({ error: { errorMessage } });
  });
});
