import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Columns that DuckDB takes out of each event by itself: what the audit's columns are made from. */
const PATHS: Readonly<Record<string, string>> = {
  eventId: '$.eventID',
  eventTime: '$.eventTime',
  eventSource: '$.eventSource',
  eventName: '$.eventName',
  errorCode: '$.errorCode',
  accountId: '$.recipientAccountId',
  region: '$.awsRegion',
  sourceIp: '$.sourceIPAddress',
  userAgent: '$.userAgent',
  accessKeyId: '$.userIdentity.accessKeyId',
  principalType: '$.userIdentity.type',
  principalArn: '$.userIdentity.arn',
  principalName: '$.userIdentity.sessionContext.sessionIssuer.userName',
  principalId: '$.userIdentity.sessionContext.sessionIssuer.arn',
  userName: '$.userIdentity.userName',
  sourceIdentity: '$.userIdentity.sessionContext.sourceIdentity',
  onBehalfOf: '$.userIdentity.onBehalfOf.userId',
  mfa: '$.userIdentity.sessionContext.attributes.mfaAuthenticated',
  managementEvent: '$.managementEvent',
  readOnly: '$.readOnly',
  resources: '$.resources',
  tableName: '$.requestParameters.tableName',
  itemKey: '$.requestParameters.key',
  errorMessage: '$.errorMessage',
  sharedEventId: '$.sharedEventID',
};

/**
 * Loads the DynamoDB events of a folder of log files with SQL alone: one pass, one `json_extract_string` with
 * all paths, a filter on the text before anything is parsed, sorted by time, zstd, originals.
 * @returns the number of rows and bytes written
 */
export async function loadWithDuckDb(logs: string, out: string): Promise<{ rows: number; bytes: number }> {
  mkdirSync(out, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const columns = Object.keys(PATHS).map((name, index) => `f[${index + 1}] AS "${name}"`);
  const paths = Object.values(PATHS).map((path) => `'${path}'`);
  await connection.run(`
    COPY (
      SELECT ${columns.join(', ')}, original, filename FROM (
        SELECT json_extract_string(original, [${paths.join(', ')}]) AS f, original, filename FROM (
          SELECT unnest("Records") AS original, filename
          FROM read_json('${logs}/**/*.json.gz', columns = {Records: 'JSON[]'}, filename = true,
            maximum_object_size = 1073741824)
        )
        WHERE contains(original::VARCHAR, 'dynamodb.amazonaws.com') OR contains(original::VARCHAR, 'dax.amazonaws.com')
      )
      WHERE f[3] IN ('dynamodb.amazonaws.com', 'dax.amazonaws.com')
      ORDER BY f[2]
    ) TO '${out}/events.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM '${out}/events.parquet'`);
  connection.closeSync();
  instance.closeSync();
  const bytes = readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
  return { rows: Number(counted.getRows()[0]?.[0]), bytes };
}
