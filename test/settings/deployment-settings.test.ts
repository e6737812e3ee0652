import { Aws } from 'aws-cdk-lib';
import {
  deploymentSettingsSchema,
  parseDeploymentSettings,
  toIngestSettings,
} from '../../src/settings/deployment-settings';
import { findWarnings } from '../../src/settings/deployment-warnings';
import { parseIngestSettings } from '../../src/settings/ingest-settings';

describe('settings of a deployment', () => {
  it('all have a default', () => {
    expect(parseDeploymentSettings(undefined)).toMatchObject({ sources: [{ type: 'newTrail' }] });
  });

  it('all have a description', () => {
    const silent = Object.entries(deploymentSettingsSchema.shape).filter(
      ([, { description }]) => !description,
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('pass those of ingest to the function', () => {
    expect(toIngestSettings(parseDeploymentSettings({ retentionDays: 30, batchSize: 500 }))).toEqual(
      parseIngestSettings({ retentionDays: 30 }),
    );
  });

  it.each([
    [
      { visibilityTimeoutSeconds: 600 },
      /visibilityTimeoutSeconds must be at least 740, which is 6 × functionTimeoutSeconds \(120\)/,
    ],
    [{ functionTimeoutSeconds: 301 }, /functionTimeoutSeconds must be at most 300, but is 301/],
    [{ maxReceiveCount: 4 }, /maxReceiveCount must be at least 5, but is 4/],
    [{ batchSize: 10 }, /batchSize must be at least 100, but is 10/],
    [{ batchWindowSeconds: 0 }, /batchWindowSeconds must be at least 1, but is 0/],
    [{ maximumConcurrency: 1 }, /maximumConcurrency must be at least 2, but is 1/],
    [{ reservedConcurrency: 5 }, /reservedConcurrency must be at least maximumConcurrency \(10\), but is 5/],
    [
      { warmThroughput: { readUnitsPerSecond: 1, writeUnitsPerSecond: 1 } },
      /must be at least 12000 reads and 4000 writes/,
    ],
    [
      { replicas: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] },
      /replicas contains eu-west-1 more than once/,
    ],
    [
      { encryptionKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/1`, replicas: [{ region: 'eu-north-1' }] },
      /replicas has no encryptionKeyArn for eu-north-1/,
    ],
    [{ logRetentionDays: 2 }, /logRetentionDays must be one of 1, 3, 5, .*, but is 2/],
    [{ retention: 30 }, /Unknown setting "retention". Did you mean "logRetentionDays" or "retentionDays"\?/],
  ])('reject %j', (settings, message) => {
    expect(() => parseDeploymentSettings(settings)).toThrow(message);
  });

  const dataEvents = (...tables: string[]) => ({ sources: [{ type: 'newTrail', dataEvents: tables }] });
  const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:on-call';

  it.each([
    [
      'a wildcard in a table',
      dataEvents('arn:aws:dynamodb:eu-west-1:111122223333:table/*'),
      /without wildcards/,
    ],
    [
      'a stream in place of a table',
      dataEvents('arn:aws:dynamodb:eu-west-1:111122223333:table/T/stream/1'),
      /ARN of a table/,
    ],
    ['a table of another service', dataEvents('arn:aws:s3:::bucket'), /ARN of a table/],
    ['a topic as key', { encryptionKeyArn: TOPIC }, /ARN of a KMS key/],
    [
      'an alias as key',
      { encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/a' },
      /not of an alias/,
    ],
    ['a queue as topic', { alarmTopicArn: 'arn:aws:sqs:eu-west-1:111122223333:queue' }, /ARN of an SNS/],
    [
      'a table as reader',
      { readerArns: ['arn:aws:dynamodb:eu-west-1:111122223333:table/T'] },
      /ARN of a role/,
    ],
    [
      'an account that is none',
      { accounts: ['foo'] },
      /accounts.0 must be an account ID: 12 digits, but is "foo"/,
    ],
    ['a Region that is none', { regions: ['Ireland'] }, /regions.0 must be a Region name, such as eu-west-1/],
    ...['*', '**', '', 'a*', 'arn:*', 'arn:aws:iam::*', 'arn:aws:iam::*:role/etl'].map(
      (id): [string, object, RegExp] => [
        `everybody as excluded: ${id}`,
        { excludePrincipals: [id] },
        /most principals would match/,
      ],
    ),
    [
      'a session as excluded, which no record has as its principal',
      { excludePrincipals: ['arn:aws:sts::111122223333:assumed-role/etl/i-0abc'] },
      /of a session, the ARN of its role/,
    ],
    [
      'a source of a type that does not exist',
      { sources: [{ type: 'newTrial' }] },
      /sources.0.type must be one of newTrail, existingBucket, existingTopic, but is/,
    ],
    [
      'a setting of another place',
      { sources: [{ type: 'existingBucket', bucketName: 'logs', accountId: '111122223333' }] },
      /Unknown setting "accountId" in sources.0\.$/,
    ],
    ['no account at all', { accounts: [] }, /accounts must not be empty, but is \[\]/],
    ['no Region at all', { regions: [] }, /regions must not be empty/],
    [
      'a prefix with the folder that is looked for after it',
      { sources: [{ type: 'existingBucket', bucketName: 'logs', prefixes: ['trail/AWSLogs/111122223333'] }] },
      /sources.0.prefixes.0 must be the key prefix before AWSLogs/,
    ],
    [
      'a bucket name that S3 does not take',
      { sources: [{ type: 'existingBucket', bucketName: '192.0.2.1' }] },
      /no IP address/,
    ],
    [
      'a trail name that CloudTrail does not take',
      { sources: [{ type: 'newTrail', trailName: 'my--trail' }] },
      /not two of these side by side/,
    ],
    [
      'a replica with a key of another Region',
      {
        encryptionKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1',
        replicas: [{ region: 'eu-west-1', encryptionKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1' }],
      },
      /replicas has for eu-west-1 a key of us-east-1/,
    ],
    [
      'a pattern as allowed principal',
      { allowedPrincipals: ['arn:aws:iam::111122223333:role/*'] },
      /wildcards do not match/,
    ],
    ['a bucket as decoy', { decoyResources: ['arn:aws:s3:::bucket'] }, /ARN of a DynamoDB or DAX resource/],
    [
      'a lock that outlasts expiry',
      { sources: [{ type: 'newTrail', objectLockDays: 400, expireDays: 365 }] },
      /has objectLockDays 400 and expireDays 365, but a locked log file cannot expire/,
    ],
    [
      'log files that expire before an audit that needs them',
      {
        ...{ dataEventDetail: 'activity', retentionDays: 400 },
        sources: [{ type: 'newTrail', expireDays: 365 }],
      },
      /dataEventDetail is activity, but log files expire.*expireDays is 365, and retentionDays is 400/,
    ],
    [
      'log files that expire while the audit is kept forever',
      { dataEventDetail: 'activity', sources: [{ type: 'newTrail', expireDays: 3650 }] },
      /retentionDays is not set, so the audit is kept forever/,
    ],
    [
      'data events of which nothing is stored',
      { dataEventDetail: 'activity', activity: false },
      /dataEventDetail is activity, but activity is false/,
    ],
    [
      'log files for an HTTP API that is not deployed',
      { queryApi: false, queryApiOriginals: true },
      /queryApiOriginals is true, but queryApi is false/,
    ],
    [
      'an event bus by its ARN',
      { riskEventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/security' },
      /riskEventBusName must be the name of an event bus and not its ARN/,
    ],
    [
      'an exception for a name, which no record has as its resource',
      { riskExceptions: [{ rule: 'ddb-export-to-s3', resource: 'Orders' }] },
      /riskExceptions.0.resource must be the ARN of a resource/,
    ],
    [
      'an exception for a session, which no record has as its principal',
      {
        riskExceptions: [
          { rule: 'ddb-export-to-s3', principal: 'arn:aws:sts::111122223333:assumed-role/etl/i-0abc' },
        ],
      },
      /riskExceptions.0.principal must be the stable id of a principal/,
    ],
    ['everybody as machine', { machines: ['*'] }, /would make a machine of every user/],
  ])('reject %s', (_name, settings, message) => {
    expect(() => parseDeploymentSettings(settings)).toThrow(message);
  });

  it.each([
    'arn:aws:iam::111122223333:role/etl',
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::111122223333:*',
    'arn:aws:sts::111122223333:federated-user/bob',
    'arn:aws:identitystore::111122223333:identitystore/d-1/user',
    'arn:aws:iam::111122223333:saml-provider/corp:alice',
    '111122223333:AROAEXAMPLE',
    'backup.amazonaws.com',
    'AIDAEXAMPLE*',
  ])('accept %s as excluded principal', (id) => {
    expect(parseDeploymentSettings({ excludePrincipals: [id] }).excludePrincipals).toEqual([id]);
  });

  it('accept log files that expire with the audit, and those that need not be kept', () => {
    const sources = [{ type: 'newTrail', expireDays: 365 }];
    const settings = { sources, retentionDays: 365, dataEventDetail: 'activity' };
    expect(parseDeploymentSettings(settings)).toMatchObject(settings);
    expect(parseDeploymentSettings({ sources })).toMatchObject({ dataEventDetail: 'records', machines: [] });
  });

  it.each([
    ['the account and Region', { accounts: [Aws.ACCOUNT_ID], regions: [Aws.REGION] }],
    [
      'the partition of a key',
      { encryptionKeyArn: `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/1` },
    ],
    [
      'the partition of a table',
      dataEvents(`arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/Orders`),
    ],
  ])('accept what only the deployment knows: %s', (_what, settings) => {
    expect(() => parseDeploymentSettings(settings)).not.toThrow();
  });
});

describe('warnings about settings', () => {
  const warnings = (settings: object) =>
    findWarnings(parseDeploymentSettings(settings)).map(({ message }) => message);

  it.each([
    [{ excludeOperations: ['DeleteTabel'] }, /DeleteTabel \(did you mean DeleteTable\?\)/],
    [{ excludeOperations: ['SomethingElse'] }, /exclude nothing: SomethingElse\./],
    [{ sources: [{ type: 'newTrail', excludeServiceReads: true }] }, /excludeServiceReads has no effect/],
    [
      { removalPolicy: 'destroy', sources: [{ type: 'newTrail', objectLockDays: 30 }] },
      /nobody can delete the trail bucket/,
    ],
    [
      {
        ...{ dataEventDetail: 'activity', retentionDays: 400 },
        sources: [{ type: 'existingBucket', bucketName: 'trail-logs' }],
      },
      /no lifecycle rule deletes or archives the log files of trail-logs before they are 400 days old\./,
    ],
  ])('%j', (settings, message) => {
    expect(warnings(settings)).toEqual([expect.stringMatching(message)]);
  });

  it('none for the defaults, and none for operations that exist', () => {
    expect(warnings({})).toEqual([]);
    expect(warnings({ excludeOperations: ['DescribeTable', 'GetItem'] })).toEqual([]);
  });
});
