/**
 * `npm run demo`: sends the log files in samples/ from S3 through the Lambda handler into the audit
 * table, and ingests and verifies them in a data folder, too. Then it asks both the questions of a security responder.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Context, SQSEvent } from 'aws-lambda';
import { run } from '../src/cli/main';
import { localSettings } from '../src/local/ingest/local-settings';
import { startS3Server } from '../src/local/s3-server';
import { ENVIRONMENT } from '../src/settings/environment';
import { createLedger, type FileCounts } from '../src/store/ledger/ledger';
import { classifyObjectKey } from '../src/trail/object-key';
import { startDynamoDb, type TestDynamoDb } from '../test/support/dynamodb';
import { createTables } from '../test/support/tables';
import { DATA, SAMPLES, toCommand, toSteps } from './demo-folder';

const FUNCTION_LOG = join('.ddb-audit', 'demo-function.log');
const BUCKET = 'demo-trail';

const QUESTIONS: readonly [question: string, ...words: string[]][] = [
  ['Which calls were risky?', 'search', '--risk', 'high', '--order', 'asc'],
  ['Which calls were denied?', 'search', '--error', 'AccessDenied'],
  ['Who changed the table Customers?', 'search', '--table', 'Customers', '--access', 'write'],
  ['Which other calls came from the same address?', 'search', '--source-ip', '203.0.113.66', '--limit', '5'],
  ['Which principals are in the audit?', 'list', 'principals'],
];

/** Creates one SQS message for each object, with the notification that S3 sends. */
function toSqsEvent(keys: readonly string[]): SQSEvent {
  const notification = (key: string) => ({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key) } },
      },
    ],
  });
  const records = keys.map((key, index) => ({
    messageId: `message-${index}`,
    body: JSON.stringify(notification(key)),
    attributes: { ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
  }));
  return { Records: records } as unknown as SQSEvent;
}

/** The audit tables in an embedded DynamoDB, which answers over HTTP as DynamoDB does. */
interface Tables {
  readonly dynamodb: TestDynamoDb;
  readonly audit: string;
  readonly ledger: string;
}

async function ingestThroughLambda({ dynamodb, audit, ledger }: Tables): Promise<void> {
  const entries = await readdir(SAMPLES, { recursive: true, withFileTypes: true });
  const keys = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.gz'))
    .map((entry) => relative(SAMPLES, join(entry.parentPath, entry.name)).split(sep).join('/'));

  const s3 = await startS3Server(SAMPLES);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'demo',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    [ENVIRONMENT.auditTableName]: audit,
    [ENVIRONMENT.ledgerTableName]: ledger,
    [ENVIRONMENT.settings]: JSON.stringify(localSettings()),
  });
  const { handler } = await import('../lambda/ingest');
  console.log(`Sending ${keys.length} objects of the bucket ${BUCKET} to the handler in lambda/ingest.ts.`);
  const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'demo', awsRequestId: 'demo' };
  const answer = await withoutLogLines(() => handler(toSqsEvent(keys), context as unknown as Context));
  await s3.close();
  if (answer?.batchItemFailures.length) {
    throw new Error(`Some log files failed; see ${FUNCTION_LOG}: ${JSON.stringify(answer)}`);
  }
  await explainCounts({ dynamodb, ledger }, keys);
}

/** Writes what the function logs to a file instead of the terminal. */
async function withoutLogLines<Result>(work: () => Promise<Result>): Promise<Result> {
  const { write } = process.stdout;
  const lines: string[] = [];
  process.stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
    writeFileSync(FUNCTION_LOG, lines.join(''));
  }
}

/** Prints what the ledger says about the objects, and why records were rejected. */
async function explainCounts(tables: Pick<Tables, 'dynamodb' | 'ledger'>, keys: readonly string[]) {
  const ledger = createLedger(tables.dynamodb.client, tables.ledger);
  const found = await Promise.all(
    keys.map(async (key) => {
      const object = classifyObjectKey(key);
      return object.kind === 'log-file' ? ledger.find({ ...object, bucket: BUCKET, key }) : [];
    }),
  );
  const entries = found.flat();
  const sum = (name: keyof FileCounts) => entries.reduce((total, { counts }) => total + counts[name], 0);
  console.log(
    `${entries.length} log files contain ${sum('read')} records: ${sum('audited')} audited, ` +
      `${sum('otherServices')} of other services, ${sum('rejected')} rejected. ` +
      `The function's log is in ${FUNCTION_LOG}.`,
  );
  for (const { key, rejected = [] } of entries) {
    for (const { index, reason } of rejected) {
      console.log(
        `\nRejected, so that you can see how a malformed record is handled: record ${index} of\n${key}\n` +
          `Reason: ${reason}\nThe other records of the file are stored, and the ledger keeps this reason.`,
      );
    }
  }
}

/** Runs one command line, and returns its answer and its notes, which go to stderr. */
async function runCommand(
  words: readonly string[],
  expectedExitCode = 0,
): Promise<{ answer: string; notes: string }> {
  const { isTTY, columns } = process.stdout;
  const stdout = Object.assign(new PassThrough(), { isTTY, columns });
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const { env } = process;
  const { signal } = new AbortController();
  const exitCode = await run([...words, '--output', 'table'], { stdout, stderr, env, signal });
  stdout.end();
  stderr.end();
  const [answer, notes] = await printed;
  if (exitCode !== expectedExitCode)
    throw new Error(`ddb-audit ${words.join(' ')} ended with ${exitCode}: ${notes}`);
  return { answer, notes };
}

async function makeFolder(): Promise<void> {
  for (const { title, words, exitCode } of toSteps(SAMPLES)) {
    console.log(`\n${title}\n${toCommand(words)}\n`);
    console.log((await runCommand(words, exitCode)).answer);
  }
}

/** Asks both audits, which must give the same answers. */
async function ask({ audit, ledger, dynamodb }: Tables): Promise<void> {
  const tables = ['--table-name', audit, '--ledger-table-name', ledger, '--endpoint-url', dynamodb.endpoint];
  for (const [question, ...words] of QUESTIONS) {
    const { answer, notes } = await runCommand([...words, '--local', DATA]);
    console.log(`\n# ${question}\n${toCommand([...words, '--local', DATA])}\n\n${answer}${notes}`);
    const ofTable = await runCommand([...words, ...tables]);
    if (ofTable.answer !== answer) throw new Error(`The audit table gives another answer: ${question}`);
  }
  console.log(
    `\nThe audit table gives the same answers. The data folder stays in ${DATA}. To ask your own questions, start with: npm run -s ddb-audit -- --help`,
  );
}

async function main(): Promise<void> {
  rmSync(DATA, { recursive: true, force: true });
  mkdirSync(dirname(DATA), { recursive: true });
  const dynamodb = await startDynamoDb();
  const tables = { dynamodb, ...(await createTables(dynamodb.client)) };
  await ingestThroughLambda(tables);
  await makeFolder();
  await ask(tables);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
