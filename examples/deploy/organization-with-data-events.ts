// The data events of all tables in an organization. Deploy this in the management account: CloudFormation
// cannot start the logging of an organization trail that a delegated administrator creates.
import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'OrganizationAudit');
new DynamoDbAuditTrail(stack, 'AuditTrail', {
  sources: [
    {
      type: 'newTrail',
      organization: { id: 'o-exampleorgid' },
      bucketName: 'example-organization-trail',
      dataEvents: 'all',
      // Global tables replicate by reading streams: reads that CloudTrail charges and nobody asks about.
      excludeServiceReads: ['111122223333', '444455556666'],
      objectLockDays: 365,
    },
  ],
  retentionDays: 400,
  maximumConcurrency: 50,
  warmThroughput: { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 10_000 },
  alarmTopic: Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-west-1:111122223333:on-call'),
  riskEventBus: EventBus.fromEventBusName(stack, 'SecurityBus', 'security'),
});
