import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { EXPIRES_AT, LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type ActivityEntry, activityBook, parseActivityItem } from './activity-item';

/** Hours of event time, `YYYY-MM-DDTHH`, both inclusive. */
export interface HourRange {
  /** Default: the first hour. */
  readonly since?: string | undefined;
  /** Default: the last hour. */
  readonly until?: string | undefined;
}

export interface ReadActivityOptions {
  /** Items of a page at most. Default: as many as a page of DynamoDB has, 1 MB. */
  readonly pageEntries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Behind every sort key of an hour. */
const AFTER_HOUR = '$';

/**
 * Reads the activity entries of a table, the newest hour first, one page of DynamoDB at a time: no more is read than the caller
 * takes. Entries that have expired are left out.
 * @param table ARN
 * @throws AuditTrailError `ServiceFailed`; `InvalidItem` for an entry of a later version; the reason of the signal once it is
 * aborted
 */
export async function* readActivityEntries(
  client: DynamoDBClient,
  ledgerTableName: string,
  table: string,
  { since = '', until = '9999-12-31T23' }: HourRange,
  { pageEntries, signal }: ReadActivityOptions = {},
): AsyncGenerator<readonly ActivityEntry[]> {
  const documents = DynamoDBDocumentClient.from(client);
  let next: Record<string, unknown> | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      TableName: ledgerTableName,
      KeyConditionExpression: '#book = :table AND #entry BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition, '#entry': LEDGER_KEYS.sort },
      ExpressionAttributeValues: {
        ':table': activityBook(table),
        ':since': since || '0',
        ':until': until + AFTER_HOUR,
      },
      ScanIndexForward: false,
      Limit: pageEntries,
      ExclusiveStartKey: next,
    });
    const { Items = [], LastEvaluatedKey } = await documents
      .send(command, abortOptions(signal))
      .catch(serviceFailure('Reading activity from the ledger', signal));
    const now = Date.now() / 1000;
    const live = Items.filter(({ [EXPIRES_AT]: expiresAt }) => expiresAt === undefined || expiresAt > now);
    yield live.map(parseActivityItem);
    next = LastEvaluatedKey;
  } while (next !== undefined);
}
