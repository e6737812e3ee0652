/**
 * `npm run demo`: sends the log files in samples/ from S3 through the Lambda handler into the audit
 * table, then asks the questions of a security responder.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Context, SQSEvent } from 'aws-lambda';
import { run } from '../src/cli/main';
import { type DataFolder, openDataFolder } from '../src/local/data-folder';
import { localSettings } from '../src/local/ingest/local-settings';
import { startS3Server } from '../src/local/s3-server';
import { ENVIRONMENT } from '../src/settings/environment';
import { createLedger, type FileCounts } from '../src/store/ledger/ledger';
import { classifyObjectKey } from '../src/trail/object-key';

const SAMPLES = join(__dirname, '..', 'samples');
const DATA = join('.ddb-audit', 'demo');
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

async function ingestThroughLambda(): Promise<void> {
  const entries = await readdir(SAMPLES, { recursive: true, withFileTypes: true });
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(SAMPLES, join(entry.parentPath, entry.name)).split(sep).join('/'));

  const s3 = await startS3Server(SAMPLES);
  const folder = await openDataFolder(DATA, { create: true });
  Object.assign(process.env, {
    AWS_REGION: folder.region,
    AWS_ACCESS_KEY_ID: folder.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: folder.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: folder.endpoint,
    [ENVIRONMENT.auditTableName]: folder.auditTableName,
    [ENVIRONMENT.ledgerTableName]: folder.ledgerTableName,
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
  await explainCounts(folder, keys);
  await folder.close();
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
async function explainCounts({ client, ledgerTableName }: DataFolder, keys: readonly string[]) {
  const ledger = createLedger(client, ledgerTableName);
  const found = await Promise.all(
    keys.map(async (key) => {
      const object = classifyObjectKey(key);
      return object.kind === 'log-file' ? ledger.find(BUCKET, key, object) : undefined;
    }),
  );
  const entries = found.filter((entry) => entry !== undefined);
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

async function ask(): Promise<void> {
  for (const [question, ...words] of QUESTIONS) {
    console.log(`\n# ${question}\n$ npm run -s ddb-audit -- ${words.join(' ')} --local ${DATA}\n`);
    const { stdout, stderr, env } = process;
    const exitCode = await run([...words, '--local', DATA, '--output', 'table'], {
      stdout,
      stderr,
      env,
      signal: new AbortController().signal,
    });
    if (exitCode !== 0) throw new Error(`ddb-audit ended with ${exitCode}`);
  }
  console.log(
    `\nThe audit is in ${DATA}. To ask your own questions, start with: npm run -s ddb-audit -- --help`,
  );
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
rmSync(DATA, { recursive: true, force: true });
ingestThroughLambda()
  .then(ask)
  .then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
