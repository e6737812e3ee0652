import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { heapOptions } from '../../lib/heap-options';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { LEAST_FUNCTION_MEMORY_MIB } from '../../src/settings/deployment-fields';
import { bundle } from '../support/bundle';
import { CAMPAIGN_PART, campaignSize, reportCampaign } from '../support/campaigns';
import { dataEvent } from '../support/events';
import { type FaultyDynamoDb, startFaultyDynamoDb } from '../support/faulty-dynamodb';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { s3Notification, sqsEvent } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
const keyOf = (name: string) => `${folder}/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`;

const EVENT = JSON.stringify(dataEvent({ eventID: 'EVENT-ID', requestID: 'REQUEST-ID' }));
const toFile = (records: string) => gzipSync(`{"Records":[${records}]}`, { level: 1 });
/** A file of events with different ids. */
const toLog = (name: string, events: number) =>
  toFile(Array.from({ length: events }, (_, at) => EVENT.replace('EVENT-ID', `${name}-${at}`)).join());
const toNumbered = (count: number, make: (name: string) => Buffer) =>
  Array.from({ length: count }, (_, at) => make(`file-${at}`));

/** A log file of CloudTrail has at most 50 MB. `npm run campaigns` reads batches of the sizes that their names say. */
const EVENTS_OF_LARGEST = campaignSize(Math.floor(50_000_000 / EVENT.length));
const VARIANTS = campaignSize(40_000);
const EVENTS_AT_ONCE = campaignSize(5_000);
const TABLES = campaignSize(12_000);

interface Batch {
  readonly files: () => Buffer[];
  readonly stored: number;
  /** How many files fail, from the first on. */
  readonly failed?: number;
}

const BATCHES: Readonly<Record<string, Batch>> = {
  'a log of 50 MB of data events': {
    files: () => [toLog('largest', EVENTS_OF_LARGEST)],
    stored: EVENTS_OF_LARGEST,
  },
  'a log of 40,000 variants of an event': {
    files: () => [
      toFile(Array.from({ length: VARIANTS }, (_, at) => EVENT.replace('REQUEST-ID', String(at))).join()),
    ],
    stored: VARIANTS,
  },
  'files of 20 to 100 kB that inflate to much, beside good ones': {
    files: () => [
      toFile('0,'.repeat(campaignSize(10_000_000))),
      toFile('{},'.repeat(campaignSize(10_000_000))),
      toFile(`{"a":[${'[],'.repeat(campaignSize(30_000_000))}0]}`),
      ...toNumbered(5, (name) => toLog(name, 20)),
    ],
    stored: 5 * 20,
    failed: 3,
  },
  '16 logs of 8 MB at the same time': {
    files: () => toNumbered(16, (name) => toLog(name, EVENTS_AT_ONCE)),
    stored: 16 * EVENTS_AT_ONCE,
  },
  'a log that names 12,000 tables': {
    files: () => [
      toFile(
        Array.from({ length: TABLES }, (_, at) =>
          EVENT.replace('EVENT-ID', `table-${at}`).replaceAll('Music', `Music-${at}`),
        ).join(),
      ),
    ],
    stored: TABLES,
  },
  '100 small files': { files: () => toNumbered(100, (name) => toLog(name, 20)), stored: 100 * 20 },
};

describe(`the bundled ingest function with the least memory that is allowed, batches: ${CAMPAIGN_PART}`, () => {
  const objects = temporaryFolder();
  let s3: S3Server;
  let dynamodb: FaultyDynamoDb;
  let lambda: LambdaFunction;
  let stored = 0;

  beforeAll(async () => {
    s3 = await startS3Server(objects);
    // Takes everything at once, so that memory is what limits the function.
    dynamodb = await startFaultyDynamoDb(({ operation, text }) => {
      dynamodb.requests.length = 0;
      if (text.includes('{"audit":')) stored += text.split('{"PutRequest":').length - 1;
      return { body: operation === 'BatchWriteItem' ? { UnprocessedItems: {} } : {} };
    });
    lambda = await startLambdaFunction({
      file: bundle('lambda/ingest.ts', join(objects, 'bundle', 'index.js')),
      timeoutSeconds: 600,
      environment: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: 'audit',
        LEDGER_TABLE_NAME: 'ledger',
        AUDIT_SETTINGS: '{}',
        NODE_OPTIONS: heapOptions(LEAST_FUNCTION_MEMORY_MIB),
      },
    });
  });
  afterAll(async () => {
    await lambda.stop();
    await dynamodb.stop();
    await s3.close();
  });

  it.each(Object.entries(BATCHES))(
    'stores %s',
    async (name, { files, stored: expected, failed = 0 }) => {
      const messages = files().map((bytes, at) => {
        const key = keyOf(`${name.replaceAll(/\W/g, '')}-${at}`);
        mkdirSync(dirname(join(objects, key)), { recursive: true });
        writeFileSync(join(objects, key), bytes);
        return s3Notification('trail-bucket', [key], { size: bytes.length });
      });
      stored = 0;

      const result = await lambda.invoke(sqsEvent(messages));

      const failures = Array.from({ length: failed }, (_, at) => ({ itemIdentifier: `message-${at}` }));
      expect(result).toEqual({ payload: { batchItemFailures: failures } });
      expect(stored).toBe(expected);
      expect(lambda.peakMemoryMiB).toBeGreaterThan(50);
      expect(lambda.peakMemoryMiB).toBeLessThan(LEAST_FUNCTION_MEMORY_MIB);
      reportCampaign(`Memory: ${name}, ${Math.round(lambda.peakMemoryMiB)} MiB at most so far`);
    },
    timeoutFor(20),
  );
});
