/**
 * S3 and DynamoDB on loopback that answer at once, in a process of their own, so that what they need is
 * not counted. Argument: a `StandInInput` as JSON. Ends with the process that started it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { smallFiles } from './inputs';
import type { StandInInput, StandInObject, StandIns } from './stand-ins';

const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01';
const toKey = (index: number) =>
  `${FOLDER}/111122223333_CloudTrail_us-east-1_20260301T0005Z_${String(index).padStart(16, '0')}.json.gz`;

/** Nothing is kept, so nothing is found. */
const DYNAMODB_ANSWERS: Readonly<Record<string, string>> = {
  BatchWriteItem: '{"UnprocessedItems":{}}',
  PutItem: '{}',
  Query: '{"Items":[],"Count":0,"ScannedCount":0}',
  GetItem: '{}',
  BatchGetItem: '{"Responses":{},"UnprocessedKeys":{}}',
};

const input = JSON.parse(process.argv[2] ?? '{}') as StandInInput;
const bodies = 'file' in input ? [readFileSync(input.file)] : smallFiles(input.smallFiles);
const stored = bodies.map((body, index) => ({
  key: toKey(index),
  body,
  etag: createHash('md5').update(body).digest('hex'),
}));
const byKey = new Map(stored.map((object) => [object.key, object]));

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    const object = byKey.get(path.slice(path.indexOf('/', 1) + 1));
    if (!object) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    response.writeHead(200, { etag: `"${object.etag}"`, 'content-length': object.body.length });
    return response.end(object.body);
  }
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  request.resume().on('end', () => {
    const answer = DYNAMODB_ANSWERS[operation];
    response.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(answer ?? `{"__type":"ValidationException","message":"no answer to ${operation}"}`);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const objects = stored.map(({ key, body, etag }): StandInObject => ({ key, size: body.length, etag }));
  process.send?.({ endpoint, objects } satisfies StandIns);
});
process.on('disconnect', () => process.exit(0));
