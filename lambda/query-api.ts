import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { handle } from 'hono/aws-lambda';
import { createHttpApi } from '../src/http/api';
import { createLogFileReader, type LogFileReader } from '../src/originals/s3-log-file-reader';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { readAssureConfiguration } from '../src/settings/assure-configuration';
import { ENVIRONMENT, requiredVariable } from '../src/settings/environment';
import { sourceAccess } from './source-access';

const logger = new Logger({ serviceName: 'dynamodb-audit-trail' });

const { sources, settings } = readAssureConfiguration(__dirname);

/** Log files can be read if the function was told where they are. */
function openLogFiles(): LogFileReader | undefined {
  if (sources.length === 0) return undefined;
  const { mayRead, toClient } = sourceAccess(sources);
  return createLogFileReader({ client: toClient, mayRead, risk: settings });
}

const log = createAuditLog({
  client: new DynamoDBClient({}),
  logFiles: openLogFiles(),
  tableName: requiredVariable(ENVIRONMENT.auditTableName),
  ledgerTableName: requiredVariable(ENVIRONMENT.ledgerTableName),
});

/** Handles the function URL. IAM has already authorized the caller. */
export const handler = handle(
  createHttpApi(log, { onError: (error) => logger.error('request failed', { error: error as Error }) }),
);
