import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
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
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const read = async (signal?: AbortSignal): Promise<string> => {
    const { body } = await s3LogFileSource(client).open(REFERENCE, signal);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const soon = () => AbortSignal.timeout(200);

  it('is read as it is stored', async () => {
    answer = (request, response) => response.end(`content of ${request.url}`);
    expect(await read()).toMatch(/^content of \/trail\/AWSLogs\/111122223333\/a%20b\.json\.gz/);
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
