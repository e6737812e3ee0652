import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';

/** A bucket in memory that speaks S3's GetObject, with versions. It says what was asked of it. */
export interface LogBucket {
  readonly endpoint: string;
  readonly client: S3Client;
  /** Keys of the objects that were asked for, in order. */
  readonly requests: string[];
  /** Stores an object; gives its version. */
  put(key: string, body: Uint8Array): string;
  /** From now on, reading any version fails with a code of S3: `NoSuchKey`, `InvalidObjectState`, `AccessDenied`. */
  fail(key: string, code: string): void;
  /** Replaces what a version has. S3 cannot, but whoever owns the disks can. */
  replace(key: string, body: Uint8Array): void;
  close(): Promise<void>;
}

const STATUS: Readonly<Record<string, number>> = { NoSuchKey: 404, NoSuchVersion: 404, NoSuchBucket: 404 };

export async function startLogBucket(): Promise<LogBucket> {
  const objects = new Map<string, Map<string, Uint8Array>>();
  const failures = new Map<string, string>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    const key = url.pathname.split('/').slice(2).map(decodeURIComponent).join('/');
    requests.push(key);
    const versions = objects.get(key);
    const version = url.searchParams.get('versionId') ?? [...(versions?.keys() ?? [])].at(-1) ?? '';
    const body = versions?.get(version);
    const code = failures.get(key) ?? (body ? undefined : 'NoSuchKey');
    if (code !== undefined) {
      response
        .writeHead(STATUS[code] ?? 403)
        .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
      return;
    }
    const etag = createHash('md5').update(body!).digest('hex');
    response
      .writeHead(200, { etag: `"${etag}"`, 'content-length': body!.length, 'x-amz-version-id': version })
      .end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' },
  });
  return {
    endpoint,
    client,
    requests,
    put(key, body) {
      const versions = objects.get(key) ?? new Map<string, Uint8Array>();
      const version = `v${versions.size + 1}`;
      objects.set(key, versions.set(version, body));
      failures.delete(key);
      return version;
    },
    fail: (key, code) => failures.set(key, code),
    replace(key, body) {
      for (const version of objects.get(key)?.keys() ?? []) objects.get(key)!.set(version, body);
    },
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
