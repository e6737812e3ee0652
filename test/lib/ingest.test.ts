import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { knownResources } from '../../lib/guarded-resources';
import { parseDeploymentSettings } from '../../src/settings/deployment-settings';
import { construct, deploy, only, statements, type TemplateResource } from '../support/stacks';

const ingestFunction = (template: Template): Record<string, unknown> => {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: {
        Description: 'Reads CloudTrail log files and writes their DynamoDB events to the audit table',
      },
    }),
  );
  return (found as TemplateResource).Properties;
};

const variables = (template: Template): Record<string, unknown> =>
  (ingestFunction(template).Environment as { Variables: Record<string, unknown> }).Variables;

const queues = (template: Template) => {
  const queue = (name: string) => {
    const [found] = Object.entries(template.findResources('AWS::SQS::Queue')).filter(([id]) =>
      new RegExp(`Notifications${name}[0-9A-F]{8}$`).test(id),
    );
    return (found as [string, TemplateResource])[1].Properties;
  };
  return { deadLetter: queue('DeadLetterQueue'), queue: queue('Queue') };
};

/** Types of resources without which the audit ends, or loses its evidence. */
const GUARDED_TYPES = [
  'AWS::CloudTrail::Trail',
  'AWS::IAM::Role',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

describe('the ingest function', () => {
  it('runs on the newest Node on arm64, with one vCPU and a timeout of two minutes', () => {
    expect(ingestFunction(deploy().template)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1769,
      Timeout: 120,
      Handler: 'index.handler',
    });
  });

  it('takes batches with a window, at most so many at once, and answers for each message', () => {
    const { template } = deploy({ batchSize: 500, batchWindowSeconds: 60, maximumConcurrency: 7 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 60,
      ScalingConfig: { MaximumConcurrency: 7 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('is given more than six times its timeout before a message is delivered again', () => {
    const { queue } = queues(deploy({ functionTimeoutSeconds: 300, batchWindowSeconds: 10 }).template);
    expect(queue.VisibilityTimeout).toBe(6 * 300 + 10);
  });

  it('leaves what fails five times in a queue that keeps it for 14 days', () => {
    const { queue, deadLetter } = queues(deploy().template);
    expect(queue.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
    expect(deadLetter.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it('loses no notification that is delivered to it directly', () => {
    const { template } = deploy();
    expect(only(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringContaining('FailedInvocations'), 'Arn'] } },
      },
    });
  });

  it('reserves concurrency only when asked to', () => {
    expect(ingestFunction(deploy().template).ReservedConcurrentExecutions).toBeUndefined();
    const { template } = deploy({ reservedConcurrency: 20 });
    expect(ingestFunction(template).ReservedConcurrentExecutions).toBe(20);
  });

  it.each([
    [512, '--max-old-space-size=192 --max-semi-space-size=16'],
    [10_240, '--max-old-space-size=3840 --max-semi-space-size=16'],
  ])('limits its heap where it has %i MiB of memory', (functionMemoryMiB, options) => {
    const { NODE_OPTIONS } = variables(deploy({ functionMemoryMiB }).template);
    expect(NODE_OPTIONS).toBe(`--enable-source-maps ${options}`);
  });

  it('knows its tables, and what is its own traffic', () => {
    const { template } = deploy({ retentionDays: 30, excludeReadEvents: true, tableClass: 'standard' });
    const audit = expect.stringContaining('TablesAudit');
    const ledger = expect.stringContaining('TablesLedger');
    expect(variables(template)).toEqual({
      NODE_OPTIONS: '--enable-source-maps --max-old-space-size=663 --max-semi-space-size=16',
      AUDIT_TABLE_NAME: { Ref: audit },
      LEDGER_TABLE_NAME: { Ref: ledger },
      AUDIT_ASSURANCE_QUEUE_URL: { Ref: expect.stringContaining('DigestsQueue') },
      AUDIT_DEPLOYMENT: expect.anything(),
      AUDIT_GUARDED_RESOURCES: expect.anything(),
      AUDIT_OWN_ROLE_ARNS: {
        'Fn::Join': [
          '',
          [
            { 'Fn::GetAtt': [expect.stringContaining('IngestRole'), 'Arn'] },
            ',',
            { 'Fn::GetAtt': [expect.stringContaining('AssureRole'), 'Arn'] },
          ],
        ],
      },
      AUDIT_OWN_TABLE_ARNS: {
        'Fn::Join': ['', [{ 'Fn::GetAtt': [audit, 'Arn'] }, ',', { 'Fn::GetAtt': [ledger, 'Arn'] }]],
      },
    });
  });

  it('knows the resources of the audit itself, but for itself', () => {
    const { template } = deploy({
      sources: [
        { type: 'newTrail', trailName: 'audit' },
        { type: 'existingBucket', bucketName: 'old-logs', bucketAccountId: '111122223333' },
      ],
      alarmEmail: 'security@example.com',
    });
    const guarded = JSON.stringify(variables(template).AUDIT_GUARDED_RESOURCES);
    for (const type of GUARDED_TYPES) {
      const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith('AuditTrail'));
      expect(ids.length).toBeGreaterThan(0);
      for (const id of ids) expect(guarded).toContain(`"${id}"`);
    }
    expect(guarded).toMatch(/AWS::StackId.*:alarm:\w+-\*.*:rule\/\w+\*/);
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    expect(functions.filter((id) => guarded.includes(`"${id}"`))).toEqual(
      functions.filter((id) => !id.includes('IngestFunction')),
    );
  });

  it('knows buckets, topics and keys of sources, whatever their number, without its environment', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:logs';
    const settings = parseDeploymentSettings({
      sources: [
        {
          type: 'existingBucket',
          bucketName: 'old-logs',
          bucketAccountId: '111122223333',
          encryptionKeyArn: key,
        },
        { type: 'existingTopic', bucketName: 'org-logs', bucketAccountId: '111122223333', topicArn },
      ],
    });
    expect(knownResources(settings)).toEqual(['old-logs', key, 'org-logs', topicArn]);
  });

  it('publishes risky events where there is a bus, and may do so there alone', () => {
    const { stack } = construct((scope) => ({
      riskEventBus: EventBus.fromEventBusName(scope, 'Bus', 'security'),
    }));
    const template = Template.fromStack(stack);
    expect(variables(template).RISK_EVENT_BUS_NAME).toBe('security');
    const puts = statements(template).filter(({ Action }) => Action === 'events:PutEvents');
    expect(puts).toHaveLength(1);
    expect(JSON.stringify(puts[0]?.Resource)).toContain(':event-bus/security');
  });

  it('reads nothing of events but keys, and never deletes', () => {
    const granted = statements(deploy().template).filter(({ of }) => of.includes('IngestRole'));
    const actions = granted
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith('dynamodb:'));
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
    const onEvents = granted.filter(({ Resource }) => JSON.stringify(Resource).includes('TablesAudit'));
    expect(onEvents.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ['dynamodb:BatchWriteItem', undefined],
      [
        'dynamodb:Query',
        {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['eventId', 'part'] },
          StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
        },
      ],
    ]);
  });
});
