// The default: a new multi-Region trail for the management events of one account, with its own bucket.
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'ControlPlaneAudit');
new DynamoDbAuditTrail(stack, 'AuditTrail');
// A first deployment, so there is no earlier trail bucket to keep.
Annotations.of(stack).acknowledgeWarning('dynamodb-audit-trail:trailBucketName');
