import type { Template } from './template';

/**
 * Every property that a resource may have here: the ones that are deployed, and the ones that nothing on
 * this machine can show (encryption, backups, log groups). Any other fails the deployment, so that what
 * matters is not left out in silence.
 */
const PROPERTIES: Readonly<Record<string, { deployed: readonly string[]; elsewhere: readonly string[] }>> = {
  'AWS::DynamoDB::GlobalTable': {
    deployed: ['AttributeDefinitions', 'BillingMode', 'GlobalSecondaryIndexes', 'KeySchema', 'Replicas'],
    elsewhere: ['SSESpecification', 'TimeToLiveSpecification'],
  },
  'AWS::SQS::Queue': {
    deployed: ['MessageRetentionPeriod', 'RedrivePolicy', 'SqsManagedSseEnabled', 'VisibilityTimeout'],
    elsewhere: [],
  },
  'AWS::S3::Bucket': {
    deployed: ['BucketName', 'NotificationConfiguration', 'VersioningConfiguration'],
    elsewhere: [
      'BucketEncryption',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
    ],
  },
  'AWS::Lambda::Function': {
    deployed: ['Code', 'Environment', 'Handler', 'MemorySize', 'Role', 'Runtime', 'Timeout'],
    elsewhere: ['Architectures', 'Description', 'LoggingConfig'],
  },
  'AWS::Lambda::EventSourceMapping': {
    deployed: [
      'BatchSize',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
    ],
    elsewhere: [],
  },
  'AWS::Lambda::EventInvokeConfig': {
    deployed: ['DestinationConfig', 'FunctionName', 'MaximumRetryAttempts', 'Qualifier'],
    elsewhere: ['MaximumEventAgeInSeconds'],
  },
};

/** Types that run nothing: tests ask their properties, or other suites hold them. */
const NOT_RUNNING = [
  'AWS::CloudTrail::Trail',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Logs::LogGroup',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
];

/** @throws Error naming the first resource, or property, that the deployment would leave out */
export function requireUnderstood(template: Template): void {
  for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    if (NOT_RUNNING.includes(Type)) continue;
    const known = PROPERTIES[Type];
    if (!known) throw new Error(`${id} is of unknown type ${Type}.`);
    const understood = [...known.deployed, ...known.elsewhere];
    const unknown = Object.keys(Properties).find((name) => !understood.includes(name));
    if (unknown) throw new Error(`${id} (${Type}) has a property that is not understood: ${unknown}.`);
  }
}
