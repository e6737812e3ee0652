import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

/** Entries of a book, from the first to the last, both inclusive. */
export interface BookRange {
  readonly tableName: string;
  readonly book: string;
  readonly first: string;
  readonly last: string;
  /** Whether to read what the last writer left. It costs twice as much. */
  readonly isConsistent: boolean;
  /** What an error says that failed. */
  readonly doing: string;
}

/**
 * Reads entries of a book in their order.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function* readBook(
  client: DynamoDBDocumentClient,
  { tableName, book, first, last, isConsistent, doing }: BookRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#book = :book AND #entry BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition, '#entry': LEDGER_KEYS.sort },
      ExpressionAttributeValues: { ':book': book, ':first': first, ':last': last },
      ConsistentRead: isConsistent,
    },
    abortOptions(signal),
  )[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await pages.next().catch(serviceFailure(doing, signal));
    if (done) return;
    yield* page.Items ?? [];
  }
}
