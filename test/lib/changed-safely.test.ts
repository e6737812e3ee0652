import { currentIndexes, indexChanges, type ReleasedIndex, stagingAdvice } from '../../lib/index-changes';
import released from '../../lib/released-indexes.json';
import { deploy, type TemplateResource } from '../support/stacks';

describe('logical ids of what holds data', () => {
  // A changed id makes CloudFormation create a new resource and let go of the old one, evidence and all.
  it('are what they were', () => {
    const { Resources } = deploy().template.toJSON() as { Resources: Record<string, TemplateResource> };
    const ids = Object.entries(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate')
      .map(([id, { Type }]) => `${Type} ${id}`);
    expect(ids.toSorted()).toEqual([
      'AWS::DynamoDB::GlobalTable AuditTrailTablesAudit65674F53',
      'AWS::DynamoDB::GlobalTable AuditTrailTablesLedger62C8A2B0',
      'AWS::S3::Bucket AuditTrailNewTrailTrailBucketAccessLogs3DE801BC',
      'AWS::S3::Bucket AuditTrailNewTrailTrailBucketB602C379',
      'AWS::S3::BucketPolicy AuditTrailNewTrailTrailBucketAccessLogsPolicy27CAF65C',
      'AWS::S3::BucketPolicy AuditTrailNewTrailTrailBucketPolicy229E74D3',
    ]);
  });

  it('and of the queues, which may hold notifications', () => {
    expect(Object.keys(deploy().template.findResources('AWS::SQS::Queue')).toSorted()).toEqual([
      'AuditTrailDigestsDeadLetterQueue3D627249',
      'AuditTrailDigestsQueue26D7CEA4',
      'AuditTrailNotificationsDeadLetterQueueADD72A35',
      'AuditTrailNotificationsFailedInvocationsDEE6A7B2',
      'AuditTrailNotificationsQueue8248D077',
    ]);
  });

  it('do not depend on the settings', () => {
    const tables = (settings = {}) =>
      Object.keys(deploy(settings).template.findResources('AWS::DynamoDB::GlobalTable'));
    expect(
      tables({
        sources: [{ type: 'existingBucket', bucketName: 'logs' }],
        queryApi: false,
        retentionDays: 1,
      }),
    ).toEqual(tables());
  });
});

describe('the indexes', () => {
  it('differ from those of the last release by one at most', () => {
    expect(stagingAdvice(indexChanges(released.indexes, currentIndexes()))).toBeUndefined();
  });

  const index = (name: string, projectedAttributes = ['summary']): ReleasedIndex => ({
    name,
    sortKey: 'occurred',
    projectedAttributes,
  });

  it.each<[string, ReleasedIndex[], ReleasedIndex[], string | undefined]>([
    ['none changed', [index('a')], [index('a')], undefined],
    ['one new', [index('a')], [index('a'), index('b')], undefined],
    ['one gone', [index('a'), index('b')], [index('a')], undefined],
    ['the order changed', [index('a'), index('b')], [index('b'), index('a')], undefined],
    ['two new', [], [index('a'), index('b')], 'create a, create b'],
    ['one new, one gone', [index('a')], [index('b')], 'delete a, create b'],
    ['one changed in place', [index('a')], [index('a', ['summary', 'more'])], 'replace a'],
  ])('%s', (_name, before, after, staged) => {
    const advice = stagingAdvice(indexChanges(before, after));
    if (staged === undefined) expect(advice).toBeUndefined();
    else expect(advice).toMatch(new RegExp(`This release would ${staged}\\.[\\s\\S]*Stage it:`));
  });
});

describe('every partition', () => {
  it.each([
    ['aws', 'eu-west-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('%s: no ARN names another one', (partition, region) => {
    const { template } = deploy(
      {
        sources: [
          { type: 'newTrail', dataEvents: 'all', excludeServiceReads: true },
          { type: 'existingBucket', bucketName: 'trail-logs', bucketAccountId: '444455556666' },
          {
            type: 'existingTopic',
            topicArn: `arn:${partition}:sns:${region}:111122223333:t`,
            bucketName: 'more-logs',
          },
        ],
        queryApi: partition === 'aws',
        encryptionKeyArn: `arn:${partition}:kms:${region}:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901`,
      },
      { region },
    );
    const partitions = [...JSON.stringify(template.toJSON()).matchAll(/arn:(aws[a-z-]*):/g)].map(
      ([, name]) => name,
    );
    expect(new Set(partitions)).toEqual(new Set([partition]));
  });

  it('any Region: the template names none', () => {
    const text = JSON.stringify(deploy().template.toJSON());
    expect(text).not.toMatch(/arn:aws/);
    expect(text).not.toMatch(/(?:us|eu|ap|cn|sa|ca|me|af)-(?:gov-)?(?:north|south|east|west|central)/);
  });
});
