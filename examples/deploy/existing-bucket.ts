// Buckets to which trails already deliver: one of this account with EventBridge enabled, one of another account,
// and a log archive whose bucket policy cannot be changed, which is read through a role of its account.
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'ExistingBucketAudit');
const auditTrail = new DynamoDbAuditTrail(stack, 'AuditTrail', {
  sources: [
    { type: 'existingBucket', bucketName: 'example-trail-logs', prefixes: ['production', 'staging'] },
    {
      type: 'existingBucket',
      bucketName: 'example-central-logs',
      bucketAccountId: '444455556666',
      organizationId: 'o-exampleorgid',
      encryptionKeyArn: 'arn:aws:kms:eu-west-1:444455556666:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901',
    },
    {
      type: 'existingTopic',
      topicArn: 'arn:aws:sns:eu-west-1:777788889999:aws-controltower-logs',
      messages: 'cloudTrail',
      bucketName: 'example-log-archive',
      bucketAccountId: '777788889999',
      bucketRegion: 'eu-central-1',
      readRoleArn: 'arn:aws:iam::777788889999:role/read-cloudtrail-logs',
    },
  ],
});

// A service that queries the audit. The grant also sets environment variables that say where.
const responder = new LambdaFunction(stack, 'Responder', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => process.env.AUDIT_TABLE_NAME;'),
});
auditTrail.grantQuery(responder);
auditTrail.grantQuery(responder, 'http');
