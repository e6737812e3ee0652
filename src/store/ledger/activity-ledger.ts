import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createSend } from '../../aws/dynamodb-request';
import { EXPIRES_AT, LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type ActivityEntry, activityBook, parseActivityItem } from './activity-item';
import type { LedgerItem } from './ledger-item';

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
  /** `asc`: the oldest hour first. Default: `desc`, the newest. */
  readonly order?: 'asc' | 'desc' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called for each page with the number of its items and the read units that it took. */
  readonly onRead?: ((items: number, readUnits: number) => void) | undefined;
}

/** Behind every sort key of an hour. */
const AFTER_HOUR = '$';

/**
 * Reads the activity entries of a table hour by hour, one page of DynamoDB at a time: no more is read than the caller
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
  { pageEntries, order = 'desc', signal, onRead }: ReadActivityOptions = {},
): AsyncGenerator<readonly ActivityEntry[]> {
  // Pages are large, and the SDK's layers would take as long as decoding the entries.
  const send = createSend(client, ledgerTableName);
  let next: WireItem | undefined;
  do {
    const body = JSON.stringify({
      TableName: ledgerTableName,
      KeyConditionExpression: '#book = :table AND #entry BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition, '#entry': LEDGER_KEYS.sort },
      ExpressionAttributeValues: {
        ':table': { S: activityBook(table) },
        ':since': { S: since || '0' },
        ':until': { S: until + AFTER_HOUR },
      },
      ScanIndexForward: order === 'asc',
      Limit: pageEntries,
      ExclusiveStartKey: next,
      ReturnConsumedCapacity: onRead && 'TOTAL',
    });
    const answer: QueryAnswer = await send('Query', body, signal).catch(
      serviceFailure('Reading activity from the ledger', signal),
    );
    onRead?.(answer.Items?.length ?? 0, answer.ConsumedCapacity?.CapacityUnits ?? 0);
    const now = Date.now() / 1000;
    const live = (answer.Items ?? []).filter(
      (item) => Number(item[EXPIRES_AT]?.N ?? Number.POSITIVE_INFINITY) > now,
    );
    yield live.map((item) => parseActivityItem(toLedgerItem(item)));
    next = answer.LastEvaluatedKey;
  } while (next !== undefined);
}

/** An item as it comes over the wire. */
type WireItem = Record<string, { readonly S?: string; readonly N?: string; readonly B?: string }>;

interface QueryAnswer {
  readonly Items?: readonly WireItem[];
  readonly LastEvaluatedKey?: WireItem;
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
}

/** The attributes that entries have: texts, numbers and bytes. */
function toLedgerItem(wire: WireItem): LedgerItem {
  const item: LedgerItem = {};
  for (const name in wire) {
    const { S, N, B } = wire[name]!;
    item[name] = B === undefined ? (N === undefined ? S : Number(N)) : Buffer.from(B, 'base64');
  }
  return item;
}
