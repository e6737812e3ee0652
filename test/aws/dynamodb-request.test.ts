import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { createSend } from '../../src/aws/dynamodb-request';
import { type FaultyDynamoDb, refusal, startFaultyDynamoDb } from '../support/faulty-dynamodb';

const toSigningDate = (headers: IncomingHttpHeaders): Date =>
  new Date(String(headers['x-amz-date']).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));

describe('a request to DynamoDB', () => {
  let dynamoDb: FaultyDynamoDb;
  const start = async (answer: Parameters<typeof startFaultyDynamoDb>[0]) => {
    dynamoDb = await startFaultyDynamoDb(answer);
    return createSend(dynamoDb.client, 'audit');
  };
  afterEach(() => dynamoDb.stop());

  it('carries the body and names the operation', async () => {
    const send = await start(() => ({ body: { answer: 42 } }));
    await expect(send('PutItem', '{"a":"é"}')).resolves.toEqual({ answer: 42 });
    expect(dynamoDb.requests[0]).toMatchObject({
      operation: 'PutItem',
      text: '{"a":"é"}',
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-length': '10' },
    });
  });

  it('is signed with the credentials of the client', async () => {
    const send = await start(() => ({ body: {} }));
    await send('PutItem', '{}');
    const { headers, text } = dynamoDb.requests[0]!;
    const signed = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
    const { config } = dynamoDb.client;
    const signer = new SignatureV4({
      service: 'dynamodb',
      region: 'us-east-1',
      credentials: config.credentials,
      sha256: config.sha256,
      applyChecksum: true,
    });
    const unsigned = signed.filter((name) => !['x-amz-date', 'x-amz-content-sha256'].includes(name));
    const again = await signer.sign(
      new HttpRequest({
        method: 'POST',
        path: '/',
        headers: Object.fromEntries(unsigned.map((name) => [name, String(headers[name])])),
        body: text,
      }),
      {
        signingDate: toSigningDate(headers),
      },
    );
    expect(signed).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-target']));
    expect(headers.authorization).toBe(again.headers.authorization);
  });

  it('is sent again as often as the client says', async () => {
    const send = await start(() => refusal('InternalServerError', {}, 500));
    await expect(send('PutItem', '{}')).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(dynamoDb.requests).toHaveLength(await dynamoDb.client.config.maxAttempts());
  });

  it('is not sent again when it was refused for good', async () => {
    const send = await start(() => refusal('ResourceNotFoundException'));
    await expect(send('PutItem', '{}')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'ResourceNotFoundException for a test',
    });
    expect(dynamoDb.requests).toHaveLength(1);
  });

  it('corrects a clock that is wrong by the time that DynamoDB says', async () => {
    const serverTime = Date.now() + 3_600_000;
    const send = await start(({ headers }) =>
      Math.abs(toSigningDate(headers).getTime() - serverTime) < 60_000
        ? { body: { ok: true } }
        : {
            status: 400,
            body: { __type: 'InvalidSignatureException', message: 'Signature not yet current' },
            headers: { date: new Date(serverTime).toUTCString() },
          },
    );
    await expect(send('PutItem', '{}')).resolves.toEqual({ ok: true });
    expect(dynamoDb.requests).toHaveLength(2);
  });

  it('fails with what a proxy answered, if that is not JSON', async () => {
    const send = await start(() => ({ status: 403, body: '<html>no</html>' }));
    await expect(send('PutItem', '{}')).rejects.toMatchObject({ message: '<html>no</html>' });
  });

  it('ends when aborted, without another attempt', async () => {
    const controller = new AbortController();
    const send = await start(() => {
      controller.abort();
      return 'hang';
    });
    await expect(send('PutItem', '{}', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(dynamoDb.requests).toHaveLength(1);
  });
});

describe('a request by a handler of the user', () => {
  const answering = (body: unknown) => {
    const client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' },
      requestHandler: {
        handle: async () => ({ response: new HttpResponse({ statusCode: 200, headers: {}, body }) }),
      },
    });
    return createSend(client, 'audit')('PutItem', '{}');
  };

  it('may be answered by a stream as browsers have them', async () => {
    await expect(answering(new Response('{"answer":42}').body)).resolves.toEqual({ answer: 42 });
  });

  it('fails when the answer ends in the middle', async () => {
    const body = new Readable({ read() {} });
    body.push('{"answer":');
    setImmediate(() => body.destroy());
    await expect(answering(body)).rejects.toThrow('The connection closed before the end of the response.');
  });
});
