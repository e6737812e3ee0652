import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, resolve, sep } from 'node:path';

const LIST_PAGE = 1000;
/** The user metadata of an object lies beside it in a file with this ending. */
const METADATA_ENDING = '.metadata.json';

const XML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => XML_ENTITIES[character]!);

/** An S3 endpoint that serves a folder. */
export interface S3Server {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Serves a folder through the part of the S3 API that reading a trail needs: GetObject and HeadObject
 * with ETag and If-Match, and ListObjectsV2, also by folder. Every bucket name stands for the folder, credentials are
 * ignored, and nothing can be written. The user metadata of an object is what `<object>.metadata.json` beside it
 * contains as JSON. It listens on 127.0.0.1 only, for the demo and for tests.
 */
export async function startS3Server(folder: string): Promise<S3Server> {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    try {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const [, , ...key] = url.pathname.split('/').map(decodeURIComponent);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        answerError(response, 405, 'MethodNotAllowed');
      } else if (url.searchParams.get('list-type') === '2') {
        await list(root, url.searchParams, response);
      } else {
        await get(root, key.join('/'), request.headers['if-match'], request.method === 'HEAD', response);
      }
    } catch (error) {
      answerError(response, 500, 'InternalError', String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const toEtag = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;

async function get(
  root: string,
  key: string,
  ifMatch: string | undefined,
  headersOnly: boolean,
  response: ServerResponse,
): Promise<void> {
  const path = resolve(root, key);
  const body = path.startsWith(root + sep) ? await readFile(path).catch(() => undefined) : undefined;
  if (!body) return answerError(response, 404, 'NoSuchKey');
  const etag = toEtag(body);
  if (ifMatch !== undefined && ifMatch !== etag) return answerError(response, 412, 'PreconditionFailed');
  response.writeHead(200, {
    ...(await readMetadata(path)),
    ...{ etag, 'content-length': body.length, 'content-type': 'application/json' },
  });
  response.end(headersOnly ? undefined : body);
}

async function readMetadata(path: string): Promise<Record<string, string>> {
  const text = await readFile(path + METADATA_ENDING, 'utf8').catch(() => '{}');
  const metadata = Object.entries<string>(JSON.parse(text));
  return Object.fromEntries(metadata.map(([name, value]) => [`x-amz-meta-${name}`, value]));
}

async function list(root: string, parameters: URLSearchParams, response: ServerResponse): Promise<void> {
  const prefix = parameters.get('prefix') ?? '';
  const after = parameters.get('continuation-token') ?? parameters.get('start-after') ?? '';
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => key.startsWith(prefix) && !key.endsWith(METADATA_ENDING))
    .map((key) => toFolder(key, prefix.length, parameters.get('delimiter')))
    .filter((key) => key > after);
  const keys = [...new Set(found)].sort();
  const page = keys.slice(0, Number(parameters.get('max-keys') ?? LIST_PAGE));
  const isTruncated = page.length < keys.length;
  const contents = await Promise.all(
    page.map(async (key) => {
      if (key.endsWith('/')) return `<CommonPrefixes><Prefix>${escapeXml(key)}</Prefix></CommonPrefixes>`;
      const body = await readFile(resolve(root, key));
      return `<Contents><Key>${escapeXml(key)}</Key><ETag>${escapeXml(toEtag(body))}</ETag><Size>${body.length}</Size></Contents>`;
    }),
  );
  answerXml(
    response,
    200,
    `<ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${
      isTruncated ? `<NextContinuationToken>${escapeXml(page.at(-1)!)}</NextContinuationToken>` : ''
    }${contents.join('')}</ListBucketResult>`,
  );
}

/** The part of a key up to the next delimiter, or all of it. */
function toFolder(key: string, start: number, delimiter: string | null): string {
  const end = delimiter ? key.indexOf(delimiter, start) : -1;
  return end < 0 ? key : key.slice(0, end + 1);
}

const answerError = (response: ServerResponse, status: number, code: string, message = code) =>
  answerXml(response, status, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);

function answerXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}
