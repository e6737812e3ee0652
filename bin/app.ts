import { App, type Environment } from 'aws-cdk-lib';
import { AuditTrailStack } from '../lib/audit-trail-stack';
import { settingsFromContext } from '../lib/settings-from-context';

const app = new App();
const settings = settingsFromContext(app.node);

// The template fits any account and Region, unless a key or replicas tie it to the one it is deployed to.
const region = process.env.CDK_DEFAULT_REGION;
const tied = settings.encryptionKeyArn !== undefined || settings.replicas !== undefined;
const env: Environment = tied && region !== undefined ? { region } : {};

new AuditTrailStack(app, 'DynamoDbAuditTrail', { settings, env });
