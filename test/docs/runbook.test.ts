import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudFormationServer, outputsOf, startCloudFormation } from '../support/cloudformation';
import { ddbAudit } from '../support/command-line';
import { SignedChain, signingKey, writeObjects } from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent } from '../support/events';
import { recordSettings } from '../support/older-version';
import { type SqsServer, startSqsServer } from '../support/sqs-server';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { startTrailServices, type TrailServices } from '../support/trail-services';

jest.setTimeout(timeoutFor(6));

const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');

/** Every command with arguments, in a block or in a sentence, without what its output is piped into. */
const commands = [
  ...new Set(
    [
      ...[...runbook.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) => block!.split('\n')),
      ...[...runbook.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, text]) => text!),
    ]
      .map((text) => text.replaceAll(/\s+/g, ' ').split(' | ')[0]!)
      .filter((text) => /^(?:ddb-audit|aws) /.test(text)),
  ),
];
const ours = commands.filter((command) => /^ddb-audit \S+ /.test(command));
const awsCommands = commands.filter((command) => command.startsWith('aws '));

const EVENT = controlEvent();

/** What a reader puts into a command. */
const VALUES: Readonly<Record<string, string>> = {
  STACK: 'Audit',
  BUCKET: 'trail-logs',
  ACCOUNT: '111122223333',
  REGION: 'us-east-1',
  TIME: '2026-03-14',
  EVENT_ID: String(EVENT.eventID),
};

const toWords = (command: string): string[] =>
  command
    .split(' ')
    .slice(1)
    .map((word) => word.replaceAll(/[A-Z_]{4,}/g, (name) => VALUES[name] ?? name));

describe('the commands of the runbook', () => {
  const environment = { ...process.env };
  const folder = join(temporaryFolder(), 'bucket');
  let dynamodb: TestDynamoDb;
  let cloudFormation: CloudFormationServer;
  let queues: SqsServer;
  let trail: TrailServices;

  beforeAll(async () => {
    [dynamodb, cloudFormation, queues, trail] = await Promise.all([
      startDynamoDb(),
      startCloudFormation(),
      startSqsServer(),
      startTrailServices(folder),
    ]);
    const audit = await createStoredAudit(dynamodb.client);
    await audit.storeEvents([EVENT]);
    await recordSettings(dynamodb.client, audit.ledgerTableName);
    const key = signingKey();
    trail.keys = { default: [key] };
    writeObjects(folder, new SignedChain({ key }).addHours(2).objects);
    cloudFormation.stacks = {
      Audit: outputsOf({
        AuditTableName: audit.tableName,
        LedgerTableName: audit.ledgerTableName,
        IngestQueueUrl: queues.toUrl('notifications'),
        DeadLetterQueueUrl: queues.toUrl('dead'),
        FailedInvocationsQueueUrl: queues.toUrl('failed'),
        Sources: JSON.stringify([{ bucketName: VALUES.BUCKET, prefixes: ['AWSLogs/'] }]),
      }),
    };
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    });
  });
  afterAll(async () => {
    process.env = environment;
    await Promise.all([dynamodb.stop(), cloudFormation.close(), queues.close(), trail.close()]);
  });

  it('are there', () => expect(ours.length).toBeGreaterThan(8));

  it.each(ours)('%s', async (command) => {
    expect(command).toContain('--stack STACK');
    const words = toWords(command);
    // It would wait for a function that ingests what it sends.
    if (words[0] === 'backfill') words.push('--dry-run');
    const { exitCode, stdout, stderr } = await ddbAudit(words, {
      env: {
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
        AWS_ENDPOINT_URL_S3: trail.endpoint,
        AWS_ENDPOINT_URL_CLOUDTRAIL: trail.endpoint,
      },
    });
    // Log files of the bucket were not ingested, as where a reader runs it: verify finds them.
    expect({ exitCode, stderr }).toEqual({ exitCode: words[0] === 'verify' ? 1 : 0, stderr });
    expect(stdout + stderr).not.toBe('');
  });
});

/** The commands of the AWS CLI that the runbook uses, each with the options that its reference has. */
const AWS_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'cloudformation describe-stacks': ['stack-name'],
  'cloudformation list-stack-resources': ['stack-name'],
  'cloudtrail describe-trails': [],
  'cloudtrail get-trail': ['name'],
  'cloudtrail get-trail-status': ['name'],
  'cloudtrail validate-logs': ['trail-arn', 'start-time'],
  'lambda list-event-source-mappings': ['function-name'],
  's3 cp': [],
  's3 ls': [],
  's3api list-object-versions': ['bucket', 'prefix'],
  'sqs receive-message': ['queue-url'],
  'sqs send-message': ['queue-url', 'message-body'],
  'sqs start-message-move-task': ['source-arn', 'destination-arn'],
};

describe("the commands of AWS's own CLI in the runbook", () => {
  it.each(awsCommands)('%s', (command) => {
    const [, service, operation] = command.split(' ');
    const options = [...command.matchAll(/--([a-z-]+)/g)].map(([, option]) => option!);
    const known = AWS_COMMANDS[`${service} ${operation}`];
    expect(known).toBeDefined();
    expect(options.filter((option) => !known?.includes(option))).toEqual([]);
  });
});
