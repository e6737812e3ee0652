import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { handle } from 'hono/aws-lambda';
import { ENVIRONMENT, requiredVariable } from '../src/environment';
import { createAuditLog } from '../src/query/audit-log';
import { createHttpApi } from '../src/query/http-api';

const logger = new Logger({ serviceName: 'dynamodb-audit-trail' });

const log = createAuditLog({
  client: new DynamoDBClient({}),
  tableName: requiredVariable(ENVIRONMENT.auditTableName),
  ledgerTableName: requiredVariable(ENVIRONMENT.ledgerTableName),
});

/** Answers the Function URL. It has IAM auth: whoever gets here may ask. */
export const handler = handle(
  createHttpApi(log, { onError: (error) => logger.error('request failed', { error: error as Error }) }),
);
