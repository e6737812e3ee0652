import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startS3Server } from '../../src/local/s3-server';
import { ENVIRONMENT } from '../../src/settings/environment';
import { recordDeployment } from '../../src/store/ledger/deployment';
import type { LedgerEntry } from '../../src/store/ledger/ledger';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { readLedger } from '../support/read-ledger';
import { type SqsServer, startSqsServer } from '../support/sqs-server';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { type QueueConsumer, startQueueConsumer } from './queue-consumer';

/** An audit whose ingest function reads the queue `ingest`, with a folder as its bucket. The ledger names its queues. */
export interface RunningAudit {
  readonly dynamodb: TestDynamoDb;
  readonly sqs: SqsServer;
  readonly consumer: QueueConsumer;
  /** Options that name the tables. */
  readonly tables: readonly string[];
  readonly stored: StoredAudit;
  readonly s3Endpoint: string;
  /** Puts an object into the bucket. @returns its key */
  put(key: string, content: string | Uint8Array): string;
  /** The ledger entries of files whose keys begin like this. */
  entries(prefix: string): Promise<LedgerEntry[]>;
  stop(): Promise<void>;
}

/** @param bucket folder of the objects, which is created */
export async function startRunningAudit(bucket: string): Promise<RunningAudit> {
  mkdirSync(bucket);
  const environment = { ...process.env };
  const [dynamodb, s3, sqs] = await Promise.all([startDynamoDb(), startS3Server(bucket), startSqsServer()]);
  const stored = await createStoredAudit(dynamodb.client);
  const { tableName, ledgerTableName } = stored;
  const deployment = {
    IngestQueueUrl: sqs.toUrl('ingest'),
    DeadLetterQueueUrl: sqs.toUrl('dead-letters'),
    FailedInvocationsQueueUrl: sqs.toUrl('failed-invocations'),
    AssuranceQueueUrl: sqs.toUrl('digests'),
    AssuranceDeadLetterQueueUrl: sqs.toUrl('digest-dead-letters'),
  };
  await recordDeployment(dynamodb.client, ledgerTableName, deployment);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    [ENVIRONMENT.auditTableName]: tableName,
    [ENVIRONMENT.ledgerTableName]: ledgerTableName,
    [ENVIRONMENT.deployment]: JSON.stringify(deployment),
  });
  const log = jest.spyOn(console, 'log').mockImplementation();
  const consumer = await startQueueConsumer(sqs);
  return {
    ...{ dynamodb, sqs, consumer, stored, s3Endpoint: s3.endpoint },
    tables: [
      ...['--table-name', tableName, '--ledger-table-name', ledgerTableName],
      ...['--endpoint-url', dynamodb.endpoint, '--region', 'us-east-1'],
    ],
    put(key, content) {
      const path = join(bucket, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return key;
    },
    async entries(prefix) {
      const found: LedgerEntry[] = [];
      for await (const entry of readLedger(dynamodb.client, ledgerTableName)) {
        if (entry.key.startsWith(prefix)) found.push(entry);
      }
      return found;
    },
    async stop() {
      await consumer.stop();
      log.mockRestore();
      process.env = environment;
      await Promise.all([s3.close(), sqs.close(), dynamodb.stop()]);
    },
  };
}
