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
      /visibilityTimeoutSeconds: must be at least 740, which is 6 × functionTimeoutSeconds \(120\)/,
    ],
    [{ functionTimeoutSeconds: 301 }, /functionTimeoutSeconds: .*<=300 \(given: 301\)/],
    [{ maxReceiveCount: 4 }, /maxReceiveCount: .*>=5 \(given: 4\)/],
    [{ batchSize: 10 }, /batchSize: .*>=100 \(given: 10\)/],
    [{ batchWindowSeconds: 0 }, /batchWindowSeconds: .*>=1 \(given: 0\)/],
    [{ maximumConcurrency: 1 }, /maximumConcurrency: .*>=2 \(given: 1\)/],
    [{ reservedConcurrency: 5 }, /reservedConcurrency: must be at least maximumConcurrency \(10\), but is 5/],
    [
      { warmThroughput: { readUnitsPerSecond: 1, writeUnitsPerSecond: 1 } },
      /must be at least 12000 reads and 4000 writes/,
    ],
    [
      { replicas: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] },
      /replicas: contains eu-west-1 more than once/,
    ],
    [
      { encryptionKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/1`, replicas: [{ region: 'eu-north-1' }] },
      /replicas: has no encryptionKeyArn for eu-north-1/,
    ],
    [{ logRetentionDays: 2 }, /logRetentionDays: .*1\|3\|5.*\(given: 2\)/],
    [{ retention: 30 }, /settings: Unrecognized key: "retention"/],
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
      /accounts.0: must be an account ID: 12 digits \(given: "foo"\)/,
    ],
    [
      'a Region that is none',
      { regions: ['Ireland'] },
      /regions.0: must be a Region name, such as eu-west-1/,
    ],
    ['everybody as excluded', { excludePrincipals: ['*'] }, /would exclude every principal/],
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
      /dataEventDetail: is activity, but log files expire.*expireDays is 365, and retentionDays is 400/,
    ],
    [
      'log files that expire while the audit is kept forever',
      { dataEventDetail: 'activity', sources: [{ type: 'newTrail', expireDays: 3650 }] },
      /retentionDays is not set, so the audit is kept forever/,
    ],
    [
      'data events of which nothing is stored',
      { dataEventDetail: 'activity', activity: false },
      /dataEventDetail: is activity, but activity is false/,
    ],
    ['everybody as machine', { machines: ['*'] }, /would make a machine of every user/],
  ])('reject %s', (_name, settings, message) => {
    expect(() => parseDeploymentSettings(settings)).toThrow(message);
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
