import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { s3LogFileSource } from '../../src/trail/log-file-source';

// The SDK warns on every Node below 22; this project supports Node 20 on purpose.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const REFERENCE = { bucket: 'trail', key: 'AWSLogs/111122223333/a b.json.gz' };

describe('a log file in S3', () => {
  let answer: RequestListener;
  let server: Server;
  let client: S3Client;
  let retrying: S3Client;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const config = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    client = new S3Client({ ...config, maxAttempts: 1 });
    retrying = new S3Client({ ...config, maxAttempts: 3 });
  });
  afterAll(async () => {
    client.destroy();
    retrying.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const read = async (signal?: AbortSignal, by = client): Promise<string> => {
    const { body } = await s3LogFileSource(by).open(REFERENCE, signal);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const soon = () => AbortSignal.timeout(200);

  it('is read as it is stored', async () => {
    answer = (request, response) => response.end(`content of ${request.url}`);
    expect(await read()).toMatch(/^content of \/trail\/AWSLogs\/111122223333\/a%20b\.json\.gz/);
  });

  it.each([
    ['small', 1000],
    ['large', 3_000_000],
  ])('is told of, whether %s', async (_, size) => {
    answer = (_request, response) =>
      response
        .writeHead(200, { etag: '"abc"', 'content-length': size, 'x-amz-version-id': 'v2' })
        .end(Buffer.alloc(size));
    const { body, ...rest } = await s3LogFileSource(client).open(REFERENCE);
    expect(rest).toEqual({ etag: 'abc', size, versionId: 'v2' });
    let read = 0;
    for await (const chunk of body) read += chunk.length;
    expect(read).toBe(size);
  });

  it('may be empty', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 0 }).end();
    expect(await read()).toBe('');
  });

  it('is asked for by version and etag, under its exact key, and the request is signed', async () => {
    const asked: IncomingMessage[] = [];
    answer = (request, response) => {
      asked.push(request);
      response.end();
    };
    const key = "a b/+(1)*!'é=%2F//..json.gz";
    await s3LogFileSource(client).open({ bucket: 'trail', key, versionId: 'v/1', ifMatch: 'abc' });
    expect(asked[0]?.url).toBe('/trail/a%20b/%2B%281%29%2A%21%27%C3%A9%3D%252F//..json.gz?versionId=v%2F1');
    expect(asked[0]?.headers).toMatchObject({
      'if-match': '"abc"',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=local\/\d+\/us-east-1\/s3\/.*if-match/,
      ),
    });
  });

  it.each([
    [404, 'NoSuchKey', 'The specified key does not exist.'],
    [403, 'AccessDenied', 'User: x is not authorized to perform: kms:Decrypt'],
    [412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold'],
    [301, 'PermanentRedirect', 'The bucket you are attempting to access must be addressed otherwise.'],
  ])('is unavailable for good when S3 answers %d %s', async (status, code, message) => {
    let asked = 0;
    answer = (_, response) => {
      asked++;
      response
        .writeHead(status)
        .end(`<?xml?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    };
    await expect(read(undefined, retrying)).rejects.toMatchObject({
      code: 'ObjectUnavailable',
      message: `Cannot read s3://trail/AWSLogs/111122223333/a b.json.gz: ${code}: ${message}`,
      cause: expect.objectContaining({
        name: code,
        $metadata: expect.objectContaining({ httpStatusCode: status }),
      }),
    });
    expect(asked).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['is busy', (_, response) => response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')],
    ['fails without a word', (_, response) => response.writeHead(500).end()],
    ['resets the connection', (request) => request.socket.destroy()],
    [
      'breaks off in the middle of a small file',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1000 }).write('part');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('is asked for again when S3 %s', async (_, failure) => {
    let asked = 0;
    answer = (request, response) => {
      asked++;
      if (asked < 3) failure(request, response);
      else response.end('content');
    };
    expect(await read(undefined, retrying)).toBe('content');
    expect(asked).toBe(3);
  });

  it('is unavailable when S3 refuses, or breaks off in the middle', async () => {
    const named = expect.stringContaining('s3://trail/AWSLogs/111122223333/a b.json.gz');
    answer = (_, response) => response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    await expect(read()).rejects.toMatchObject({ code: 'ObjectUnavailable', message: named });
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('part');
      setTimeout(() => response.destroy(), 50);
    };
    await expect(read()).rejects.toMatchObject({ code: 'ObjectUnavailable', message: named });
  });

  it('is given up in time when S3 does not answer, or stalls in the middle', async () => {
    answer = () => {};
    await expect(read(soon())).rejects.toMatchObject({ code: 'OutOfTime' });
    answer = (_, response) => response.writeHead(200, { 'content-length': 1000 }).write('part');
    await expect(read(soon())).rejects.toMatchObject({ code: 'OutOfTime' });
  });
});
