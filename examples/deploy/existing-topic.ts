// Two topics that already announce log files: S3's own events, and CloudTrail's delivery notices.
import { App, Stack } from 'aws-cdk-lib';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'ExistingTopicAudit');
new DynamoDbAuditTrail(stack, 'AuditTrail', {
  sources: [
    {
      type: 'existingTopic',
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:trail-objects',
      bucketName: 'example-trail-logs',
    },
    {
      type: 'existingTopic',
      topicArn: 'arn:aws:sns:eu-west-1:444455556666:aws-cloudtrail-logs',
      bucketName: 'example-security-logs',
      bucketAccountId: '444455556666',
      messages: 'cloudTrail',
    },
  ],
  queryApi: false,
});
