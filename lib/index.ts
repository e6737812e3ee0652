export type { DeploymentSettingsInput } from '../src/settings/deployment-settings';
export { AuditTrailStack, type AuditTrailStackProps } from './audit-trail-stack';
export { DynamoDbAuditTrail } from './dynamodb-audit-trail';
export type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';
export type { GrantQueryOptions, QueryWay } from './grant-query';
