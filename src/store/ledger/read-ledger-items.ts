import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type FileId, ledgerRange } from './file-key';
import type { LedgerItem } from './ledger-item';

/** Entries of one file that are read. Somebody who writes a file again and again must not make looking it up slow. */
const MAXIMUM_FOUND = 101;

/**
 * Reads the items of a file: of its contents, and of its last failure. Some may be those of other files.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readLedgerItems(
  documents: DynamoDBDocumentClient,
  tableName: string,
  file: FileId,
  signal?: AbortSignal,
): Promise<readonly LedgerItem[]> {
  const { partition, first, last } = ledgerRange(file);
  const command = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: '#book = :file AND #entry BETWEEN :first AND :last',
    ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition, '#entry': LEDGER_KEYS.sort },
    ExpressionAttributeValues: { ':file': partition, ':first': first, ':last': last },
    Limit: MAXIMUM_FOUND,
  });
  const { Items = [] } = await documents
    .send(command, abortOptions(signal))
    .catch(serviceFailure(`Looking up ${file.key} in the ledger`, signal));
  return Items;
}
