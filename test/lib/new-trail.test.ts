import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { construct, deploy, only, statements, warnings } from '../support/stacks';

const TRAIL = 'AWS::CloudTrail::Trail';
const ORGANIZATION = 'o-exampleorgid';

const trailBucket = (template: Template) => {
  const [entry] = Object.entries(
    template.findResources('AWS::S3::Bucket', {
      Properties: { NotificationConfiguration: Match.anyValue() },
    }),
  );
  if (!entry) throw new Error('no bucket notifies the queue');
  return { id: entry[0], ...(entry[1] as { Properties: Record<string, unknown>; DependsOn: string[] }) };
};

const fromCloudTrail = (template: Template) =>
  statements(template).filter(({ Principal }) => Principal?.Service === 'cloudtrail.amazonaws.com');

describe('a new trail', () => {
  it('is by default of this account, multi-Region, validated, with management events and deletions of its files', () => {
    const { template } = deploy();
    expect(only(template, TRAIL).Properties).toMatchObject({
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      IsOrganizationTrail: false,
      AdvancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          Name: 'Log files deleted',
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            {
              Field: 'resources.ARN',
              StartsWith: [
                {
                  'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringContaining('TrailBucket'), 'Arn'] }, '/']],
                },
              ],
            },
            // Not PutObject: each delivery would be logged, and delivered again.
            {
              Field: 'eventName',
              Equals: ['DeleteObject', 'DeleteObjects', 'PutObjectLegalHold', 'PutObjectRetention'],
            },
          ],
        },
      ],
    });
  });

  it('waits for the policy of its bucket, and the bucket for the policy of the queue', () => {
    const { template } = deploy();
    const [bucketPolicy] = fromCloudTrail(template);
    expect(only(template, TRAIL).DependsOn).toContain(bucketPolicy?.of);
    expect(trailBucket(template).DependsOn).toEqual([expect.stringContaining('QueuePolicy')]);
  });

  it('lets this one trail deliver, and no other', () => {
    const { template } = deploy({ sources: [{ type: 'newTrail', trailName: 'audit' }] });
    const arn = {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':cloudtrail:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':trail/audit',
        ],
      ],
    };
    const allowed = fromCloudTrail(template);
    expect(allowed.map(({ Action }) => Action)).toEqual(['s3:GetBucketAcl', 's3:PutObject']);
    for (const { Condition } of allowed)
      expect(Condition?.StringEquals).toMatchObject({ 'aws:SourceArn': arn });
    expect(allowed[1]?.Condition?.StringEquals).toHaveProperty('s3:x-amz-acl', 'bucket-owner-full-control');
  });

  it('notifies the queue of log files itself, with no custom resource', () => {
    const { template } = deploy();
    expect(trailBucket(template).Properties.NotificationConfiguration).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: { 'Fn::GetAtt': [expect.stringContaining('NotificationsQueue'), 'Arn'] },
          Filter: {
            S3Key: {
              Rules: [
                { Name: 'prefix', Value: 'AWSLogs/' },
                { Name: 'suffix', Value: '.json.gz' },
              ],
            },
          },
        },
      ],
    });
    template.resourceCountIs('AWS::CloudFormation::CustomResource', 0);
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  it('opens the queue to that bucket of this account only', () => {
    const { template } = deploy();
    const [allowed, ...others] = statements(template).filter(
      ({ of, Effect }) => of.includes('NotificationsQueuePolicy') && Effect === 'Allow',
    );
    const bucketName = trailBucket(template).Properties.BucketName as { 'Fn::Join': [string, unknown[]] };
    expect(others).toEqual([]);
    expect(allowed).toMatchObject({ Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' });
    expect(allowed?.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    const [head, ...tail] = bucketName['Fn::Join'][1];
    expect(allowed?.Condition?.ArnEquals?.['aws:SourceArn']).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${head}`, ...tail]],
    });
  });

  it('of an organization delivers for it, by the trail of its management account', () => {
    const { template } = deploy({
      sources: [
        { type: 'newTrail', organization: { id: ORGANIZATION, managementAccountId: '999988887777' } },
      ],
    });
    expect(only(template, TRAIL).Properties.IsOrganizationTrail).toBe(true);
    const write = JSON.stringify(fromCloudTrail(template).find(({ Action }) => Action === 's3:PutObject'));
    expect(write).toContain('AWSLogs/999988887777/*');
    expect(write).toContain(`AWSLogs/${ORGANIZATION}/*`);
    expect(write).toMatch(/:999988887777:trail\//);
  });

  it('logs data events but for what the ingest role does to the two tables', () => {
    const { template } = deploy({ sources: [{ type: 'newTrail', dataEvents: 'all' }] });
    const [, byOthers, elsewhere] = only(template, TRAIL).Properties.AdvancedEventSelectors as {
      FieldSelectors: object[];
    }[];
    expect(JSON.stringify(byOthers?.FieldSelectors)).toMatch(
      /"Field":"userIdentity.arn","NotStartsWith":\[.*:assumed-role\/",\{"Ref":"[^"]*IngestRole[^"]*"\},"\/"/,
    );
    expect(elsewhere?.FieldSelectors).toContainEqual({
      Field: 'resources.ARN',
      NotEquals: [
        { 'Fn::GetAtt': [expect.stringContaining('TablesAudit'), 'Arn'] },
        { 'Fn::GetAtt': [expect.stringContaining('TablesLedger'), 'Arn'] },
      ],
    });
  });

  it('leaves out reads of service-linked roles of the accounts listed', () => {
    const { template } = deploy({
      sources: [{ type: 'newTrail', dataEvents: 'all', excludeServiceReads: ['444455556666'] }],
    });
    expect(JSON.stringify(only(template, TRAIL))).toContain(
      ':sts::444455556666:assumed-role/AWSServiceRoleFor',
    );
  });

  it('locks log files when asked to', () => {
    const { template } = deploy({ sources: [{ type: 'newTrail', objectLockDays: 365 }] });
    expect(trailBucket(template).Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
    });
  });

  it('deletes log files after the days asked for, old versions after 90', () => {
    const { template } = deploy({ sources: [{ type: 'newTrail', expireDays: 400 }] });
    expect(trailBucket(template).Properties.LifecycleConfiguration).toEqual({
      Rules: [
        {
          Status: 'Enabled',
          ExpirationInDays: 400,
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    });
  });

  it('has its log files encrypted with the key given, which the ingest function may use', () => {
    const encryptionKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
    const { template } = deploy({ encryptionKeyArn }, { region: 'eu-west-1' });
    expect(only(template, TRAIL).Properties.KMSKeyId).toBe(encryptionKeyArn);
    const decrypt = statements(template).filter(
      ({ of, Action, Resource }) =>
        of.includes('IngestRole') && Action.includes('kms:Decrypt') && Resource === encryptionKeyArn,
    );
    expect(decrypt).not.toEqual([]);
  });

  describe('named by default', () => {
    it('ends in a part of the stack id, so that a first deployment that failed can be repeated', () => {
      const parts = (
        trailBucket(deploy().template).Properties.BucketName as { 'Fn::Join': [string, unknown[]] }
      )['Fn::Join'][1];
      expect(parts.at(-1)).toEqual({
        'Fn::Select': [
          0,
          { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] },
        ],
      });
      const literal = parts.filter((part): part is string => typeof part === 'string').join('');
      expect(literal.length + 12 + 'us-gov-northeast'.length + 8).toBeLessThanOrEqual(63);
    });

    it('warns existing deployments to keep the present name', () => {
      expect(warnings({ sources: [{ type: 'newTrail' }] }).get('trailBucketName')).toContain(
        'set bucketName of the newTrail source to the name of its present bucket',
      );
      expect(warnings({ sources: [{ type: 'newTrail', bucketName: 'present-name' }] }).size).toBe(0);
    });
  });

  it('keeps its buckets with their policies, unless their creation is rolled back', () => {
    const { template } = deploy();
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('with an imported key, prints the statements that the owner of the key must add', () => {
    const encryptionKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
    const expected = [
      '"Action":"kms:GenerateDataKey*"',
      '"Action":"kms:DescribeKey"',
      '"Service":"cloudtrail.amazonaws.com"',
      '"aws:SourceArn":"arn:',
    ];
    const sources = [{ type: 'newTrail' as const, bucketName: 'log-files', trailName: 'audit' }];
    const warning = warnings({ sources, encryptionKeyArn }, { region: 'eu-west-1' }).get('keyPolicy');
    const { template } = deploy({ sources, encryptionKeyArn }, { region: 'eu-west-1' });
    const [output] = Object.values(
      template.findOutputs('*', { Description: Match.stringLikeRegexp('KMS key') }),
    );
    for (const part of expected) {
      expect(warning).toContain(part);
      expect(JSON.stringify(output).replaceAll('\\"', '"')).toContain(part);
    }
    expect(warning).toContain(':trail/audit"');
  });

  it('with a key of the same app, changes the key policy and prints nothing', () => {
    const { stack } = construct((scope) => ({ encryptionKey: new Key(scope, 'Key') }), {
      region: 'eu-west-1',
    });
    expect(
      Template.fromStack(stack).findOutputs('*', { Description: Match.stringLikeRegexp('KMS key') }),
    ).toEqual({});
  });

  describe('of an organization whose management account is another one', () => {
    const sources = [
      {
        type: 'newTrail' as const,
        bucketName: 'log-files',
        organization: { id: ORGANIZATION, managementAccountId: '999988887777' },
      },
    ];

    it('is refused: CloudFormation cannot start a trail of a delegated administrator', () => {
      expect(() => deploy({ sources }, { account: '111122223333', region: 'eu-west-1' })).toThrow(
        /managementAccountId is 999988887777, but this stack is for account 111122223333\. .*existingBucket/,
      );
    });

    it('is warned about where the account is known only at deployment', () => {
      expect(warnings({ sources }).get('managementAccount')).toContain('Deploy it in that account only');
      expect(warnings({ sources }, { account: '999988887777', region: 'eu-west-1' }).size).toBe(0);
    });
  });
});
