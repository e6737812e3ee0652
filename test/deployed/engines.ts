import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { startTrailServices, type TrailServices } from '../support/trail-services';
import { type SqsClient, sqsClient } from './sqs-client';

/** What is deployed runs on this Node; a test of it on an older one would test something else. */
const DEPLOYED_NODE = 24;
const ENGINE = 'fauxqs';

/** What these tests need and this machine lacks; nothing if they can run. */
export function missingEngines(): string | undefined {
  const missing = [
    Number(process.versions.node.split('.')[0]) < DEPLOYED_NODE &&
      `Node ${DEPLOYED_NODE} or newer (npx -y node@${DEPLOYED_NODE})`,
    !existsSync(join(__dirname, '../../node_modules', ENGINE)) &&
      `${ENGINE} (npm install --no-save --no-package-lock ${ENGINE}@2.4.1)`,
  ].filter((part) => part !== false);
  return missing.length > 0 ? missing.join(' and ') : undefined;
}

/** The AWS services that the deployed shape stands on, on this machine. */
export interface Engines {
  readonly dynamodb: TestDynamoDb;
  readonly sqs: SqsClient;
  readonly s3Endpoint: string;
  readonly sqsEndpoint: string;
  /** CloudTrail, with the public keys that digests are signed with. */
  readonly cloudTrail: TrailServices;
  /** Lets time pass for the queues: what waits for a visibility timeout is visible again. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startEngines(): Promise<Engines> {
  const child = fork(join(__dirname, 'queue-and-bucket-engine.mjs'), { execArgv: [] });
  const [[endpoint], dynamodb, cloudTrail] = await Promise.all([
    once(child, 'message') as Promise<[string]>,
    startDynamoDb(),
    startTrailServices(__dirname), // Nothing reads objects there.
  ]);
  return {
    ...{ dynamodb, cloudTrail },
    sqs: sqsClient(endpoint),
    ...{ s3Endpoint: endpoint, sqsEndpoint: endpoint },
    pass: async (seconds) => {
      const passed = once(child, 'message');
      child.send(seconds);
      await passed;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await Promise.all([exited, dynamodb.stop(), cloudTrail.close()]);
    },
  };
}
