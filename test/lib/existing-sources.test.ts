import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import { deploy, only, statements, type TemplateResource, warnings } from '../support/stacks';

type Source = NonNullable<DeploymentSettingsInput['sources']>[number];

const OTHER_ACCOUNT = '444455556666';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:trail-objects';
const KEY = `arn:aws:kms:eu-west-1:${OTHER_ACCOUNT}:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901`;

const deployed = (...sources: Source[]): Template => deploy({ sources }).template;
const bucket = (more: Partial<Extract<Source, { type: 'existingBucket' }>> = {}): Source => ({
  type: 'existingBucket',
  bucketName: 'trail-logs',
  ...more,
});
const topic = (more: Partial<Extract<Source, { type: 'existingTopic' }>> = {}): Source => ({
  type: 'existingTopic',
  topicArn: TOPIC,
  bucketName: 'trail-logs',
  ...more,
});

const readable = (template: Template, role = 'IngestRole'): string[] =>
  statements(template)
    .filter(({ of, Action }) => of.includes(role) && Action.includes('s3:GetObject'))
    .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]))
    .map((resource) =>
      JSON.stringify(resource)
        .replace(/^.*:s3:::/, '')
        .replace(/"\]\]\}$/, ''),
    );

/** Rules on the events of buckets: the others are schedules. */
const sourceRules = (template: Template) =>
  Object.values(template.findResources('AWS::Events::Rule')).filter(
    ({ Properties }) => Properties.EventPattern,
  ) as TemplateResource[];
const sourceRule = (template: Template): TemplateResource => {
  const [rule, ...others] = sourceRules(template);
  if (!rule || others.length > 0) throw new Error(`${others.length} more rules than one`);
  return rule;
};

/** The one JSON output for the owner of a bucket elsewhere, references left out. */
const ownerMustAdd = (template: Template): Record<string, unknown> => {
  const [output] = Object.values(
    template.findOutputs('*', { Description: Match.stringLikeRegexp('must add') }),
  );
  const value = (output as { Value: { 'Fn::Join': [string, unknown[]] } }).Value['Fn::Join'][1];
  return JSON.parse(value.map((part) => (typeof part === 'string' ? part : '<reference>')).join(''));
};

describe('an existing bucket', () => {
  it('is not touched: its events come through EventBridge, log files and digests only', () => {
    const template = deployed(bucket());
    expect(sourceRule(template).Properties).toMatchObject({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: ['trail-logs'] },
          object: {
            key: [{ wildcard: 'AWSLogs/*/CloudTrail/*' }, { wildcard: 'AWSLogs/*/CloudTrail-Digest/*' }],
          },
        },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [expect.stringContaining('NotificationsQueue'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'Arn'] } },
        },
      ],
    });
    for (const type of [
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::CloudTrail::Trail',
      'Custom::S3BucketNotifications',
    ]) {
      template.resourceCountIs(type, 0);
    }
  });

  it('may hold many trails under prefixes, and an organization', () => {
    const template = deployed(
      bucket({ prefixes: ['production', 'team/staging'], organizationId: 'o-exampleorgid' }),
    );
    const logFiles = [
      'production/AWSLogs/o-exampleorgid/*/CloudTrail/*',
      'team/staging/AWSLogs/o-exampleorgid/*/CloudTrail/*',
    ];
    const patterns = logFiles.flatMap((pattern) => [
      pattern,
      pattern.replace('CloudTrail/', 'CloudTrail-Digest/'),
    ]);
    const inBucket = (keys: readonly string[]) =>
      keys.map((key) => expect.stringContaining(`trail-logs/${key}`));
    expect(readable(template)).toEqual(inBucket(logFiles));
    expect(readable(template, 'AssureRole')).toEqual(inBucket(patterns.toSorted()));
    expect(sourceRule(template).Properties.EventPattern).toMatchObject({
      detail: { object: { key: patterns.map((wildcard) => ({ wildcard })) } },
    });
  });

  it('is read with the key it is given, and no other', () => {
    const template = deployed(bucket({ encryptionKeyArn: KEY }));
    const keys = statements(template).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    expect(keys).toMatchObject([
      { of: expect.stringContaining('AssureRole'), Action: 'kms:Decrypt', Resource: KEY },
      { of: expect.stringContaining('IngestRole'), Action: 'kms:Decrypt', Resource: KEY },
    ]);
  });

  it('is notified directly only when asked to, with the risk said', () => {
    const source = bucket({ notifications: 'direct', prefixes: ['a', 'b'] });
    const template = deployed(source);
    expect(sourceRules(template)).toEqual([]);
    const { NotificationConfiguration } = only(template, 'Custom::S3BucketNotifications').Properties as {
      NotificationConfiguration: { QueueConfigurations: { Filter: unknown }[] };
    };
    expect(NotificationConfiguration.QueueConfigurations.map(({ Filter }) => JSON.stringify(Filter))).toEqual(
      [expect.stringContaining('a/AWSLogs/'), expect.stringContaining('b/AWSLogs/')],
    );
    expect(warnings({ sources: [source] }).get('directNotification')).toContain(
      'notifications of other owners can get new ids or be lost',
    );
  });

  it('of another account: prints what that account must add, and opens the queue to its rules only', () => {
    const { template } = deploy(
      { sources: [bucket({ bucketAccountId: OTHER_ACCOUNT, encryptionKeyArn: KEY })] },
      { account: '111122223333', region: 'eu-west-1' },
    );
    expect(sourceRules(template)).toEqual([]);
    expect(ownerMustAdd(template)).toMatchObject({
      bucket: 'trail-logs',
      bucketPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ['<reference>', '<reference>'] },
            Action: ['s3:GetObject', 's3:GetObjectVersion'],
            Resource: expect.stringMatching(/:s3:::trail-logs\/AWSLogs\/\*\/CloudTrail\/\*$/),
          },
          {
            Principal: { AWS: '<reference>' },
            Action: ['s3:GetObject', 's3:GetObjectVersion'],
            Resource: expect.stringMatching(/:s3:::trail-logs\/AWSLogs\/\*\/CloudTrail-Digest\/\*$/),
          },
          {
            Principal: { AWS: '<reference>' },
            Action: 's3:ListBucket',
            Resource: expect.stringMatching(/:s3:::trail-logs$/),
            Condition: { StringLike: { 's3:prefix': ['AWSLogs/*'] } },
          },
        ],
      },
      keyPolicy: {
        Statement: [{ Action: 'kms:Decrypt', Principal: { AWS: ['<reference>', '<reference>'] } }],
      },
      eventBridgeRule: {
        EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
        Target: { Arn: '<reference>' },
      },
    });
    const [open] = statements(template).filter(
      ({ of, Effect }) => of.includes('NotificationsQueuePolicy') && Effect === 'Allow',
    );
    expect(JSON.stringify(open)).toContain(`:iam::${OTHER_ACCOUNT}:role/*`);
  });

  it('of another account, notified directly: its owner adds the notification, nothing is rewritten', () => {
    const template = deployed(bucket({ bucketAccountId: OTHER_ACCOUNT, notifications: 'direct' }));
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
    expect(ownerMustAdd(template)).toMatchObject({
      notificationConfiguration: {
        QueueConfigurations: [{ QueueArn: '<reference>', Events: ['s3:ObjectCreated:*'] }],
      },
    });
    const [open] = statements(template).filter(
      ({ of, Effect }) => of.includes('NotificationsQueuePolicy') && Effect === 'Allow',
    );
    expect(open).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    });
  });

  it('of another account: says how long to keep log files from which events without a record are read', () => {
    const sources = [bucket({ bucketAccountId: OTHER_ACCOUNT })];
    const place = { account: '111122223333', region: 'eu-west-1' };
    const { template } = deploy({ sources, dataEventDetail: 'activity', retentionDays: 400 }, place);
    expect(ownerMustAdd(template)).toMatchObject({
      lifecycle: 'Keep log files at least 400 days, and do not archive them.',
    });
    expect(ownerMustAdd(deploy({ sources }, place).template)).not.toHaveProperty('lifecycle');
  });

  it('lets the assure function read lifecycle rules only if events are summarized', () => {
    const place = { account: '111122223333', region: 'eu-west-1' };
    const roles = [{}, { readRoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/read` }];
    for (const role of roles) {
      const sources = [bucket({ bucketAccountId: OTHER_ACCOUNT, ...role })];
      const permission = 's3:GetLifecycleConfiguration';
      const { template } = deploy({ sources, dataEventDetail: 'activity' }, place);
      expect(JSON.stringify(ownerMustAdd(template))).toContain(permission);
      expect(JSON.stringify(template)).toContain(permission);
      expect(JSON.stringify(deploy({ sources }, place).template)).not.toContain(permission);
    }
    const { template } = deploy({ sources: [bucket()], dataEventDetail: 'activity' }, place);
    const rules = statements(template).filter(({ Action }) => JSON.stringify(Action).includes('Lifecycle'));
    expect(rules).toMatchObject([{ of: expect.stringContaining('Assure') }]);
  });

  it('of an account that may be its own: makes the rule if it is, and prints additions if it is not', () => {
    const template = deployed(bucket({ bucketAccountId: OTHER_ACCOUNT }));
    const { Condition: condition } = sourceRule(template) as unknown as { Condition: string };
    expect(condition).toContain('OwnAccount');
    expect(template.findConditions(condition)[condition]).toEqual({
      'Fn::Equals': [{ Ref: 'AWS::AccountId' }, OTHER_ACCOUNT],
    });
    const [output] = Object.values(
      template.findOutputs('*', { Description: Match.stringLikeRegexp('must add') }),
    );
    expect((output as { Condition: string }).Condition).toContain('OtherAccount');
    const sent = statements(template).find(({ Principal }) => Principal?.Service === 'events.amazonaws.com');
    expect(JSON.stringify(sent?.Condition)).toContain('"Fn::If"');
  });

  it('stays readable after a change of its key', () => {
    const former = KEY.replace('1b2c3d4e', '9f8e7d6c');
    const template = deployed(bucket({ encryptionKeyArn: KEY, decryptKeyArns: [former] }));
    const keys = statements(template).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatchObject({ Action: 'kms:Decrypt', Resource: [KEY, former] });
  });

  describe('read through a role', () => {
    const readRoleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/read-logs`;
    const template = deployed(bucket({ bucketAccountId: OTHER_ACCOUNT, encryptionKeyArn: KEY, readRoleArn }));

    it.each(['IngestRole', 'AssureRole'])('needs nothing but to assume it: %s', (role) => {
      const own = statements(template).filter(({ of }) => of.includes(role));
      expect(own).toContainEqual(
        expect.objectContaining({ Action: 'sts:AssumeRole', Resource: readRoleArn }),
      );
      expect(JSON.stringify(own)).not.toMatch(/s3:GetObject|s3:ListBucket|kms:Decrypt/);
    });

    it('prints who must be trusted and what the role must be allowed, and no bucket policy', () => {
      const additions = ownerMustAdd(template);
      expect(additions).toMatchObject({
        role: readRoleArn,
        roleTrustPolicy: {
          Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: ['<reference>', '<reference>'] } }],
        },
        rolePolicy: {
          Statement: [
            {
              Action: ['s3:GetObject', 's3:GetObjectVersion'],
              Resource: [
                expect.stringContaining('/CloudTrail-Digest/*'),
                expect.stringContaining('/CloudTrail/*'),
              ],
            },
            { Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': ['AWSLogs/*'] } } },
            { Action: 'kms:Decrypt', Resource: KEY },
          ],
        },
      });
      expect(additions).not.toHaveProperty('bucketPolicy');
    });
  });
});

describe('an existing topic', () => {
  const subscription = (template: Template) => only(template, 'AWS::SNS::Subscription').Properties;

  it('is subscribed to for the log files asked for, undeliverable notices in the dead-letter queue', () => {
    const template = deployed(topic({ prefixes: ['logs of/production'] }));
    expect(subscription(template)).toMatchObject({
      TopicArn: TOPIC,
      Protocol: 'sqs',
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: {
        Records: {
          s3: {
            bucket: { name: ['trail-logs'] },
            object: { key: [{ prefix: 'logs+of/production/AWSLogs/' }] },
          },
        },
      },
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'Arn'] },
      },
    });
  });

  it('may carry CloudTrail’s own notices', () => {
    const template = deployed(topic({ messages: 'cloudTrail' }));
    expect(subscription(template).FilterPolicy).toEqual({
      s3Bucket: ['trail-logs'],
      s3ObjectKey: [{ prefix: 'AWSLogs/' }],
    });
  });

  it('may send to the queue, and no other topic', () => {
    const [open] = statements(deployed(topic())).filter(
      ({ of, Effect }) => of.includes('NotificationsQueuePolicy') && Effect === 'Allow',
    );
    expect(open).toMatchObject({
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
    });
  });

  it('is subscribed to once for two buckets', () => {
    const template = deployed(topic(), topic({ bucketName: 'more-logs' }));
    expect(subscription(template).FilterPolicy).toMatchObject({
      Records: { s3: { bucket: { name: ['trail-logs', 'more-logs'] } } },
    });
    expect(readable(template)).toHaveLength(2);
  });

  it('of another account: prints the policy that lets us subscribe', () => {
    const template = deployed(topic({ bucketAccountId: OTHER_ACCOUNT }));
    expect(ownerMustAdd(template)).toMatchObject({
      topicPolicy: { Statement: [{ Action: 'sns:Subscribe', Resource: TOPIC }] },
    });
  });

  it.each([
    [
      [topic(), topic({ bucketName: 'more-logs', messages: 'cloudTrail' })],
      /both messages s3Events and cloudTrail/,
    ],
    [
      [topic({ prefixes: Array.from({ length: 10 }, (_, number) => `p${number}`) })],
      /1 buckets and 10 prefixes\. Their product must be at most 9/,
    ],
  ] as [Source[], RegExp][])('refuses what one subscription cannot be', (sources, message) => {
    expect(() => deployed(...sources)).toThrow(message);
  });
});

describe('many sources', () => {
  const sources = Array.from({ length: 12 }, (_, number) => [
    bucket({ bucketName: `own-${number}` }),
    bucket({ bucketName: `other-${number}`, bucketAccountId: `44445555666${number % 10}` }),
    topic({ topicArn: `${TOPIC}-${number}`, bucketName: `announced-${number}` }),
  ]).flat();
  const template = deployed({ type: 'newTrail' }, ...sources);

  it.each(['NotificationsQueuePolicy', 'NotificationsDeadLetterQueuePolicy'])(
    '%s stays within the ten conditions that SQS allows',
    (policy) => {
      const conditions = statements(template)
        .filter(({ of }) => of.includes(policy))
        .flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap((keys) => Object.keys(keys)));
      expect(conditions.length).toBeGreaterThan(1);
      expect(conditions.length).toBeLessThanOrEqual(10);
    },
  );

  it('can all send, each as itself', () => {
    const allowed = statements(template).filter(
      ({ of, Effect }) => of.includes('NotificationsQueuePolicy') && Effect === 'Allow',
    );
    const senders = (service: string) =>
      allowed.find(({ Principal }) => Principal?.Service === service)?.Condition?.ArnEquals?.[
        'aws:SourceArn'
      ];
    expect(senders('sns.amazonaws.com')).toEqual(
      sources.flatMap((source) => ('topicArn' in source ? source.topicArn : [])),
    );
    expect(senders('events.amazonaws.com')).toHaveLength(24); // In an environment-agnostic stack, any owner may be us.
    expect(senders('s3.amazonaws.com')).toMatchObject({ 'Fn::Join': expect.anything() });
  });
});

describe('sources together', () => {
  it('are freely combined', () => {
    const template = deployed({ type: 'newTrail' }, bucket(), topic({ bucketName: 'more-logs' }));
    template.resourceCountIs('AWS::CloudTrail::Trail', 1);
    expect(sourceRules(template)).toHaveLength(1);
    template.resourceCountIs('AWS::SNS::Subscription', 1);
    expect(readable(template)).toHaveLength(3);
  });

  it('keep their logical ids when another one is put before them', () => {
    const rules = (template: Template) =>
      Object.keys(template.findResources('AWS::Events::Rule')).filter((id) => id.includes('ExistingBucket'));
    const [alone] = rules(deployed(bucket()));
    expect(rules(deployed(bucket({ bucketName: 'more-logs' }), bucket()))).toContain(alone);
  });

  it.each([
    [[bucket(), bucket()], /s3:\/\/trail-logs\/AWSLogs\/ and s3:\/\/trail-logs\/AWSLogs\//],
    [[bucket(), topic()], /sources overlap/],
    [[bucket({ prefixes: ['a', 'a'] })], /sources overlap/],
    [[bucket(), bucket({ organizationId: 'o-exampleorgid' })], /AWSLogs\/o-exampleorgid\//],
    [[{ type: 'newTrail', bucketName: 'trail-logs' }, bucket()], /sources overlap/],
  ] as [Source[], RegExp][])('are refused where they hold the same log files', (sources, message) => {
    expect(() => deployed(...sources)).toThrow(message);
  });

  it.each([
    [[bucket({ prefixes: ['a'] }), bucket({ prefixes: ['b'] })]],
    [[bucket({ prefixes: ['a'] }), bucket({ prefixes: ['a/b'] })]],
    [[bucket(), bucket({ bucketName: 'more-logs' })]],
  ] as [Source[]][])('are taken where they only look alike', (sources) => {
    expect(() => deployed(...sources)).not.toThrow();
  });

  it('are refused where there are two new trails', () => {
    expect(() => deployed({ type: 'newTrail' }, { type: 'newTrail' })).toThrow(/contains 2 newTrail entries/);
  });
});
