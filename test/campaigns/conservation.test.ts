import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SQSBatchResponse } from 'aws-lambda';
import { type Random, randomFrom } from '../../bench/support/random';
import { openLocalAudit } from '../../src/local/open-local-audit';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { ENVIRONMENT } from '../../src/settings/environment';
import { bundle } from '../support/bundle';
import { campaignSize, reportCampaign, SEED } from '../support/campaigns';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { s3Notification, sqsEvent } from '../support/sqs';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import {
  type Conserved,
  EXCLUDED_OPERATION,
  expectConserved,
  type MadeFile,
  RandomTrails,
} from './random-trails';

/** Sets of trails, each ingested in rounds. */
const TRAILS = 50;
/** Sets of trails in one audit: the table is read as a whole after each. */
const TRAILS_OF_AN_AUDIT = 5;
const ROUNDS = 3;
const FILES = 10;
const ALTERED = 2;
const BUCKET = 'trail-logs';

const root = temporaryFolder();

function write(folder: string, files: readonly MadeFile[]): void {
  for (const { key, body } of files) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  }
}

const shuffle = <Value>(random: Random, values: readonly Value[]): Value[] =>
  values
    .map((value) => [random.next(), value] as const)
    .sort(([one], [other]) => one - other)
    .map(([, value]) => value);

/** Each file, and some of them again. */
const withRedelivery = (random: Random, files: readonly MadeFile[]): MadeFile[] =>
  shuffle(random, [...files, ...files.filter(() => random.chance(0.3))]);

/** Ingests a set of trails in rounds: new files, and other contents of some of them. */
async function ingestInRounds(
  trails: RandomTrails,
  folder: string,
  ingest: (files: readonly MadeFile[]) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const files = trails.make(FILES);
    write(folder, files);
    await ingest(withRedelivery(trails.random, files));
    const altered = trails.alter(ALTERED);
    write(folder, altered);
    await ingest(withRedelivery(trails.random, altered));
  }
}

/** Runs the campaign with audits that hold some sets of trails each. */
async function runCampaign(
  seed: number,
  most: number,
  ingestTrails: (trails: readonly RandomTrails[], audit: string) => Promise<Conserved>,
): Promise<Conserved[]> {
  const found: Conserved[] = [];
  const size = campaignSize(most);
  for (let first = 0; first < size; first += TRAILS_OF_AN_AUDIT) {
    const count = Math.min(TRAILS_OF_AN_AUDIT, size - first);
    const trails = Array.from({ length: count }, (_, at) => {
      const name = `seed${seed + first + at}`;
      return new RandomTrails(randomFrom(SEED + seed + first + at), name);
    });
    found.push(await ingestTrails(trails, `${seed}-${first}`));
  }
  for (const { files, failed, altered, copies, audited } of found) {
    expect([files, failed, altered].every((count) => count > 0)).toBe(true);
    // A real organization's trails have more than a quarter of copies: the campaign must not lack them.
    expect(copies / audited).toBeGreaterThan(0.1);
  }
  return found;
}

const report = (what: string, found: readonly Conserved[]): void => {
  const sum = (name: keyof Conserved) => found.reduce((total, one) => total + one[name], 0);
  reportCampaign(
    `Conservation, ${what}: ${sum('files')} contents of log files, ${sum('altered')} of them altered, ` +
      `${sum('failed')} failed; ${sum('events')} events + ${sum('summarized')} summarized = ${sum('audited')} audited - ${sum('copies')} copies`,
  );
};

describe('what the ledger says of each log file is what reading it again comes to', () => {
  describe('in DynamoDB', () => {
    const objects = join(root, 'bucket');
    let dynamodb: TestDynamoDb;
    let s3: S3Server;

    beforeAll(async () => {
      mkdirSync(objects);
      [dynamodb, s3] = await Promise.all([startDynamoDb(), startS3Server(objects)]);
    });
    afterAll(() => Promise.all([s3.close(), dynamodb.stop()]));

    const start = (
      tables: { audit: string; ledger: string },
      dataEventDetail: 'records' | 'activity',
    ): Promise<LambdaFunction> =>
      startLambdaFunction({
        file: bundle('lambda/ingest.ts', join(root, 'bundle', 'index.js')),
        environment: {
          AWS_ENDPOINT_URL_S3: s3.endpoint,
          AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
          [ENVIRONMENT.auditTableName]: tables.audit,
          [ENVIRONMENT.ledgerTableName]: tables.ledger,
          [ENVIRONMENT.settings]: JSON.stringify({
            excludeOperations: [EXCLUDED_OPERATION],
            dataEventDetail,
          }),
        },
      });

    /** Hands notifications to a function. Those that it reports as failed come again, up to three times in all. */
    async function deliver(lambda: LambdaFunction, files: readonly MadeFile[]): Promise<void> {
      let left = files;
      for (let receive = 1; receive <= 3 && left.length > 0; receive++) {
        const result = await lambda.invoke(
          sqsEvent(
            left.map(({ key }) => s3Notification(BUCKET, [key])),
            receive,
          ),
        );
        if ('error' in result) throw new Error(result.error.errorMessage);
        const { batchItemFailures } = result.payload as SQSBatchResponse;
        left = batchItemFailures.map(({ itemIdentifier }) => left[Number(itemIdentifier.split('-')[1])]!);
      }
    }

    it.each([
      ['records', 1_300, TRAILS],
      ['activity', 3_900, TRAILS_OF_AN_AUDIT * 2],
    ] as const)(
      'with dataEventDetail %s and redelivery to two functions',
      async (detail, seed, most) => {
        const found = await runCampaign(seed, most, async (trails) => {
          const tables = await createTables(dynamodb.client);
          const functions = await Promise.all([start(tables, detail), start(tables, detail)]);
          const { audit: tableName, ledger: ledgerTableName } = tables;
          const store = createDynamoDbStore({ client: dynamodb.client, tableName, ledgerTableName });
          try {
            for (const trail of trails) {
              await ingestInRounds(trail, objects, async (files) => {
                const half = Math.ceil(files.length / 2);
                await Promise.all([
                  deliver(functions[0], files.slice(0, half)),
                  deliver(functions[1], files.slice(half)),
                ]);
              });
            }
            return await expectConserved(store, trails, {
              hasExclusions: true,
              summarizes: detail === 'activity',
            });
          } finally {
            await Promise.all(functions.map((started) => started.stop()));
          }
        });
        report(`DynamoDB with dataEventDetail ${detail}`, found);
      },
      timeoutFor(campaignSize(TRAILS) * 2),
    );
  });

  describe('in a data folder', () => {
    it(
      `with files that are ingested again by two commands at once, for ${campaignSize(TRAILS)} sets of trails`,
      async () => {
        const found = await runCampaign(2_600, TRAILS, async (trails, audit) => {
          const [logs, local] = [join(root, `logs-${audit}`), join(root, `audit-${audit}`)];
          for (const trail of trails) {
            await ingestInRounds(trail, logs, async (files) => {
              const paths = files.map(({ key }) => join(logs, key));
              const half = Math.ceil(paths.length / 2);
              const ingest = async (some: readonly string[]) => {
                const words = ['--local', local, '--jobs', '1', '--output', 'json'];
                const { exitCode, stderr } = await ddbAudit(['ingest', ...new Set(some), ...words]);
                // A file that is cut off fails.
                if (exitCode > 1) throw new Error(stderr);
              };
              await Promise.all([ingest(paths.slice(0, half)), ingest(paths.slice(half))]);
            });
          }
          const { store, close } = await openLocalAudit(local);
          try {
            return await expectConserved(store, trails, { hasExclusions: false, summarizes: false });
          } finally {
            close();
          }
        });
        report('data folder', found);
      },
      timeoutFor(campaignSize(TRAILS) * 2),
    );
  });
});
