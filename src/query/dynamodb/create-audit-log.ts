import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuditLog } from '../audit-log';
import type { LogFileReader } from '../log-file-reader';
import { openAuditLog } from '../open-audit-log';
import { createDynamoDbStore } from './dynamodb-store';

/** The tables of an audit. */
export interface AuditLogOptions {
  /**
   * A client for the Region of the tables, with permission to read both. Requests for pages of records
   * use its endpoint, credentials, signer, HTTP handler and retry strategy, but not middleware added to it.
   */
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ledgerTableName: string;
  /**
   * Reads log files for data events without a record of their own: see `createLogFileReader`. Default: they are not read,
   * and answers say how many calls they lack.
   */
  readonly logFiles?: LogFileReader | undefined;
}

/** Opens an audit in DynamoDB for queries. Nothing is read before the first one. */
export const createAuditLog = (options: AuditLogOptions): AuditLog =>
  openAuditLog(createDynamoDbStore(options));
