import { ENVIRONMENT } from '../../src/settings/environment';
import { type CloudFormationServer, outputsOf, startCloudFormation } from '../support/cloudformation';
import { ddbAudit, parseLines } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent } from '../support/events';
import { type QueueServer, startQueueServer } from '../support/queue-server';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

describe('ddb-audit --stack', () => {
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;
  let cloudFormation: CloudFormationServer;
  let queues: QueueServer;

  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    const signedBy = { accessKeyId: 'any', secretAccessKey: 'any', region: 'us-east-1', service: 'sqs' };
    [dynamodb, cloudFormation, queues] = await Promise.all([
      startDynamoDb(),
      startCloudFormation(),
      startQueueServer(signedBy),
    ]);
    audit = await createStoredAudit(dynamodb.client);
    await audit.storeEvents([controlEvent()]);
    const tables = { AuditTableName: audit.tableName, LedgerTableName: audit.ledgerTableName };
    const urls = { IngestQueueUrl: queues.toUrl('live'), DeadLetterQueueUrl: queues.toUrl('dead') };
    cloudFormation.stacks = {
      Audit: { ...outputsOf({ ...tables, ...urls }), ApiUrl: 'https://example.com' },
      Two: { ...outputsOf(tables, 'One'), ...outputsOf(tables, 'Other') },
      App: { ApiUrl: 'https://example.com/?a=1&b=2' },
      Hidden: {
        status: 403,
        code: 'AccessDenied',
        message: 'User: arn:aws:iam::111122223333:user/me is not authorized',
      },
    };
  });
  beforeEach(() => {
    cloudFormation.requests.length = 0;
  });
  afterAll(async () => {
    process.env = environment;
    await Promise.all([cloudFormation.close(), queues.close(), dynamodb.stop()]);
  });

  const search = (words: readonly string[], env: Record<string, string> = {}) =>
    ddbAudit(
      [
        ...[
          'search',
          '--region',
          'eu-west-1',
          '--endpoint-url',
          dynamodb.endpoint,
          '--output',
          'ndjson',
          '--plane',
          'control',
        ],
        ...words,
      ],
      { env: { AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint, ...env } },
    );

  it('finds the tables by the outputs of the stack', async () => {
    const ran = await search(['--stack', 'Audit']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(parseLines(ran)).toHaveLength(1);
    expect(cloudFormation.requests).toEqual([
      expect.objectContaining({ StackName: 'Audit', scope: 'eu-west-1/cloudformation' }),
    ]);
  });

  it('takes the stack from the environment', async () => {
    expect(parseLines(await search([], { [ENVIRONMENT.stackName]: 'Audit' }))).toHaveLength(1);
  });

  it('asks no stack for tables that were named', async () => {
    const words = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    expect(parseLines(await search(words, { [ENVIRONMENT.stackName]: 'Missing' }))).toHaveLength(1);
    expect(cloudFormation.requests).toEqual([]);
  });

  it('uses the stack of --stack, although the environment names tables', async () => {
    const env = { [ENVIRONMENT.auditTableName]: 'other', [ENVIRONMENT.ledgerTableName]: 'other' };
    expect(parseLines(await search(['--stack', 'Audit'], env))).toHaveLength(1);
  });

  it.each([
    [
      'does not exist',
      'Missing',
      254,
      'Stack Missing does not exist in eu-west-1. Check the name, --region and --profile.',
    ],
    [
      'has no audit trail',
      'App',
      254,
      'Stack App, which is UPDATE_COMPLETE, has no outputs of an audit trail. Specify the stack that contains',
    ],
    ['has several', 'Two', 252, 'Stack Two has 2 audit trails: One, Other. Specify --table-name'],
    [
      'is not readable',
      'Hidden',
      254,
      'Missing permission: cloudformation:DescribeStacks on arn:aws:cloudformation:eu-west-1:ACCOUNT:stack/Hidden/*\n',
    ],
  ])('says that a stack %s', async (_, stack, exitCode, message) => {
    const ran = await search(['--stack', stack]);
    expect(ran).toMatchObject({ exitCode, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it('counts the messages of the queues of the stack', async () => {
    queues.attributes = (queue) => ({ ApproximateNumberOfMessages: queue === 'dead' ? '1200' : '0' });
    const words = ['--stack', 'Audit', '--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
    const { exitCode, stdout } = await ddbAudit(['status', ...words, '--output', 'table'], {
      env: { AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('\nQueues: notifications 0; dead letters 1,200\n');
  });

  it.each([
    ['tables', ['--table-name', 'audit']],
    ['a data folder', ['--local', '.']],
  ])('refuses a stack together with %s', async (_, words) => {
    const ran = await search(['--stack', 'Audit', ...words]);
    expect(ran).toMatchObject({ exitCode: 252, stdout: '' });
    expect(cloudFormation.requests).toEqual([]);
  });
});
