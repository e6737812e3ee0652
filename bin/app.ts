import { App, type Environment } from 'aws-cdk-lib';
import { AuditTrailStack } from '../lib/audit-trail-stack';
import { requireFunctionUrls } from '../lib/query-api';
import { settingsFromContext } from '../lib/settings-from-context';
import { AuditTrailError } from '../src/errors';

const app = new App();
try {
  const settings = settingsFromContext(app.node);
  // The template works in any account and Region, unless a key or replicas need a certain Region.
  const region = process.env.CDK_DEFAULT_REGION;
  if (settings.queryApi !== false && region !== undefined) requireFunctionUrls(region);
  const tied = settings.encryptionKeyArn !== undefined || settings.replicas !== undefined;
  const env: Environment = tied && region !== undefined ? { region } : {};
  const stackName: unknown = app.node.tryGetContext('stackName');
  new AuditTrailStack(app, 'DynamoDbAuditTrail', {
    settings,
    env,
    ...(stackName !== undefined && { stackName: String(stackName) }),
  });
} catch (error) {
  if (!(error instanceof AuditTrailError)) throw error;
  console.error(error.message); // The message is complete; a stack trace would add nothing.
  process.exit(1);
}
