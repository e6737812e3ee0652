import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { buildCommandLine } from '../../scripts/build-command-line';
import { startS3Server } from '../../src/local/s3-server';
import { bundle } from '../support/bundle';
import { startDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { startFaultProxy } from '../support/fault-proxy';
import { startLambdaFunction } from '../support/lambda-function';
import { logFileKey } from '../support/ledger-entries';
import { s3Notification, sqsEvent } from '../support/sqs';
import { startSqsServer } from '../support/sqs-server';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(20));

const BUCKET = 'trail-logs';
const DAYS = 31;
const FILES_OF_A_DAY = 2;
const KILLS = 10;
/** Low, so that a run that is killed has sent only some days. */
const FILES_PER_SECOND = 20;
const MESSAGES_BEFORE_A_KILL = 2;
const BATCH_SIZE = 10;
/** One in so many writes is throttled. */
const THROTTLED_EVERY = 3;

type Tables = Awaited<ReturnType<typeof createTables>>;
type Item = Record<string, AttributeValue>;

/** Writes a month of log files as S3 has them. Returns their keys. */
function writeMonth(objects: string): string[] {
  const keys: string[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    const date = `2026-03-${String(day).padStart(2, '0')}`;
    for (let file = 0; file < FILES_OF_A_DAY; file += 1) {
      const delivered = `${date.replaceAll('-', '')}T0915Z`;
      const key = logFileKey('111122223333', 'us-east-1', delivered, `file${file}`);
      const events = [
        dataEvent({ eventID: `read-${date}-${file}`, eventTime: `${date}T09:00:00Z` }),
        controlEvent({ eventID: `change-${date}-${file}`, eventTime: `${date}T09:05:00Z` }),
      ];
      mkdirSync(dirname(join(objects, key)), { recursive: true });
      writeFileSync(join(objects, key), logFile(events));
      keys.push(key);
    }
  }
  return keys;
}

describe('a month of log files from before the deployment', () => {
  const root = temporaryFolder();
  const objects = join(root, 'objects');
  const built = join(root, 'dist');

  it('is backfilled under throttling, killed ten times, as if it had been ingested live', async () => {
    const keys = writeMonth(objects);
    const file = bundle('lambda/ingest.ts', join(root, 'bundle', 'index.js'));
    await buildCommandLine(built);
    symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'));
    const [dynamodb, s3, sqs] = await Promise.all([
      startDynamoDb(),
      startS3Server(objects),
      startSqsServer(),
    ]);
    const { client } = dynamodb;
    const proxy = await startFaultProxy(dynamodb.endpoint);
    const functionOn = ({ audit, ledger }: Tables, endpoint: string) =>
      startLambdaFunction({
        file,
        environment: {
          ...{ AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_DYNAMODB: endpoint },
          ...{ AUDIT_TABLE_NAME: audit, LEDGER_TABLE_NAME: ledger },
        },
      });
    const read = async (TableName: string) => {
      const items: Item[] = [];
      for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
      return items;
    };
    const backfill = (tables: Tables): ChildProcess =>
      spawn(
        process.execPath,
        [
          ...[join(built, 'ddb-audit.js'), 'backfill', `s3://${BUCKET}`, '--region', 'us-east-1'],
          ...['--table-name', tables.audit, '--ledger-table-name', tables.ledger],
          ...['--endpoint-url', dynamodb.endpoint, '--queue-url', sqs.toUrl('ingest')],
          ...['--rate', String(FILES_PER_SECOND), '--output', 'json'],
        ],
        {
          env: {
            ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL_S3: s3.endpoint },
            ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          },
        },
      );

    const live = await createTables(client);
    const older = await createTables(client);
    const liveFunction = await functionOn(live, dynamodb.endpoint);
    for (let first = 0; first < keys.length; first += BATCH_SIZE) {
      const messages = keys.slice(first, first + BATCH_SIZE).map((key) => s3Notification(BUCKET, [key]));
      expect(await liveFunction.invoke(sqsEvent(messages))).toEqual({ payload: { batchItemFailures: [] } });
    }
    await liveFunction.stop();
    // Salts of tokens are random for each ledger, and times of settings are those of the deployment.
    for (const Item of await read(live.ledger)) {
      if (Item.book?.S === 'settings')
        await client.send(new PutItemCommand({ TableName: older.ledger, Item }));
    }

    const olderFunction = await functionOn(older, proxy.endpoint);
    let writes = 0;
    proxy.decide = ({ operation }) =>
      operation === 'BatchWriteItem' && ++writes % THROTTLED_EVERY === 0 ? 'throttled' : undefined;
    let isStopped = false;
    const consume = async () => {
      while (!isStopped) {
        const messages = sqs.take('ingest', BATCH_SIZE);
        if (messages.length === 0) {
          await sleep(20);
          continue;
        }
        const result = await olderFunction.invoke(sqsEvent(messages.map(({ body }) => JSON.parse(body))));
        const { batchItemFailures } = (
          'payload' in result ? result.payload : { batchItemFailures: [] }
        ) as SQSBatchResponse;
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        messages.forEach((message, index) => {
          if (!('payload' in result) || failed.has(`message-${index}`)) message.visibleAt = 0;
          else sqs.remove('ingest', message);
        });
      }
    };
    const consuming = consume();
    const sent = () => sqs.requests.filter((operation) => operation === 'SendMessageBatch').length;
    try {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const child = backfill(older);
        const closed = once(child, 'close');
        const before = sent();
        while (sent() < before + MESSAGES_BEFORE_A_KILL && child.exitCode === null) await sleep(5);
        child.kill('SIGKILL');
        await closed;
        expect(child.signalCode).toBe('SIGKILL');
      }
      const child = backfill(older);
      const [stdout] = await Promise.all([text(child.stdout!), once(child, 'close')]);
      const { status, files } = JSON.parse(stdout);
      expect({ status, listed: files.listed }).toEqual({ status: 'covered', listed: keys.length });
      expect(files.alreadyIngested).toBeGreaterThan(0);
      expect(files.sent).toBeGreaterThan(0);
      // Messages of killed runs may still be read.
      while (sqs.messages('ingest').length > 0) await sleep(20);
    } finally {
      isStopped = true;
      await consuming;
      await olderFunction.stop();
    }
    try {
      expect(proxy.faults).toBeGreaterThan(0);
      // The tables of the deployments differ, and the live ingest had no backfill.
      const comparable = async (tableName: string) =>
        (await read(tableName))
          .filter(({ entry }) => entry?.S !== 'deployment' && entry?.S !== 'last-backfill')
          .map(({ finishedAt: _, ...item }) => JSON.stringify(Object.entries(item).sort()))
          .sort();
      expect(await comparable(older.audit)).toEqual(await comparable(live.audit));
      expect(await comparable(older.ledger)).toEqual(await comparable(live.ledger));
    } finally {
      await Promise.all([proxy.stop(), s3.close(), sqs.close()]);
      await dynamodb.stop();
    }
  });
});
