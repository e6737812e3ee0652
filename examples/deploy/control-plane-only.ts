// Management events of one account: a new multi-Region trail, on a bucket of its own. The default.
import { App, Stack } from 'aws-cdk-lib';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';

export const app = new App();
const stack = new Stack(app, 'ControlPlaneAudit');
new DynamoDbAuditTrail(stack, 'AuditTrail');
