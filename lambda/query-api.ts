import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { handle } from 'hono/aws-lambda';
import { createHttpApi } from '../src/http/api';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { ENVIRONMENT, requiredVariable } from '../src/settings/environment';

const logger = new Logger({ serviceName: 'dynamodb-audit-trail' });

const log = createAuditLog({
  client: new DynamoDBClient({}),
  tableName: requiredVariable(ENVIRONMENT.auditTableName),
  ledgerTableName: requiredVariable(ENVIRONMENT.ledgerTableName),
});

/** Handles the function URL. IAM has already authorized the caller. */
export const handler = handle(
  createHttpApi(log, { onError: (error) => logger.error('request failed', { error: error as Error }) }),
);
