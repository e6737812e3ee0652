import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { scanFiles } from '../../src/query/dynamodb/read-files';
import type { LedgerEntry } from '../../src/store/ledger/ledger';

/** The ledger entries of every file in a table, one for each content, in the order of a Scan. */
export async function* readLedger(client: DynamoDBClient, tableName: string): AsyncGenerator<LedgerEntry> {
  for await (const { files } of scanFiles(DynamoDBDocumentClient.from(client), tableName)) {
    for (const { entries } of files) yield* entries;
  }
}
