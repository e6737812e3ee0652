/**
 * The whole way once, on samples/: log files in S3, a notification for each, the Lambda handler, the
 * audit table, and the questions a responder would ask. `npm run demo`.
 */
import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Context, SQSEvent } from 'aws-lambda';
import { run } from '../src/cli/main';
import { openDataFolder } from '../src/local/data-folder';
import { localSettings } from '../src/local/local-settings';
import { startS3Server } from '../src/local/s3-server';
import { ENVIRONMENT } from '../src/settings/environment';

const SAMPLES = join(__dirname, '..', 'samples');
const DATA = join('.ddb-audit', 'demo');
const BUCKET = 'demo-trail';

const QUESTIONS: readonly [question: string, ...words: string[]][] = [
  ['What was risky that night?', 'search', '--risk', 'high', '--order', 'asc'],
  ['What was tried and denied?', 'search', '--error', 'AccessDenied'],
  ['Who changed anything on the table Customers?', 'search', '--table', 'Customers', '--access', 'write'],
  ['What else came from that address?', 'search', '--source-ip', '203.0.113.66', '--limit', '5'],
  ['Which principals are there?', 'list', 'principals'],
];

/** One SQS message for each object, with the notification that S3 would have put into it. */
function queued(keys: readonly string[]): SQSEvent {
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
  console.log(
    `$ ${keys.length} objects in the bucket ${BUCKET}, one notification each, to lambda/ingest.ts\n`,
  );
  const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'demo', awsRequestId: 'demo' };
  const answer = await handler(queued(keys), context as unknown as Context);
  await s3.close();
  await folder.close();
  if (answer?.batchItemFailures.length) throw new Error(`Files failed: ${JSON.stringify(answer)}`);
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
  console.log(`\nThe data stays in ${DATA}: ask it yourself, or begin with npm run -s ddb-audit -- --help`);
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
