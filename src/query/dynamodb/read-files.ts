import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../../store/abort-signal';
import { LEDGER_KEYS } from '../../store/indexes';
import { FILE_BOOK } from '../../store/ledger/file-key';
import type { CoverageReads } from '../../store/ledger/read-known-coverage';
import { serviceFailure } from '../../store/service-failure';
import { decodeFilePosition } from '../file-position';
import type { FileBatch, FileOptions } from '../known-files';
import { invalidToken } from '../page-token';
import { FileGroups } from './file-groups';
import { findDayPartitions, isAmongPartitions, readDayFiles } from './read-day-files';

/** Items of one request, so that a page that stops early has not paid for much more than it shows. */
const ITEMS_AT_ONCE = 500;

/**
 * Reads the ledger: the partitions of the days that are wanted if they are known, otherwise all in the order of a Scan.
 * @param coverage knows which buckets deliver to a place
 * @throws AuditTrailError as `scanFiles`
 */
export async function* readFiles(
  documents: DynamoDBDocumentClient,
  tableName: string,
  coverage: Pick<CoverageReads, 'readDays'>,
  options: FileOptions = {},
): AsyncGenerator<FileBatch> {
  const { from, only, signal } = options;
  const isBegun = from !== undefined && isAmongPartitions(from);
  const canChoose = from === undefined || isBegun;
  const partitions = canChoose && only ? await findDayPartitions(coverage, only, signal) : undefined;
  if (isBegun && !partitions) throw invalidToken('what was known of these days is not known any more');
  if (partitions) yield* readDayFiles(documents, tableName, partitions, options);
  else yield* scanFiles(documents, tableName, options);
}

/**
 * Reads the ledger in the order of a Scan.
 * @throws AuditTrailError `ServiceFailed`; `InvalidCursor` for a position of another store; the reason of the
 *   signal once it is aborted
 */
export async function* scanFiles(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { from, signal }: FileOptions = {},
): AsyncGenerator<FileBatch> {
  const groups = new FileGroups(from);
  let start = from === undefined ? undefined : toKey(from);
  do {
    const command = new ScanCommand({
      TableName: tableName,
      Limit: ITEMS_AT_ONCE,
      FilterExpression: 'begins_with(#book, :files)',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition },
      ExpressionAttributeValues: { ':files': FILE_BOOK },
      ...(start && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey } = await documents
      .send(command, abortOptions(signal))
      .catch(serviceFailure('Reading the ledger', signal));
    start = LastEvaluatedKey;
    const files = Items.flatMap((item) => groups.take(item));
    if (start) groups.skipTo(start);
    else files.push(...groups.finish());
    yield { files, entries: Items.length, position: groups.position };
  } while (start);
}

function toKey(position: string): Record<string, string> {
  const [partition = '', sort = ''] = decodeFilePosition(position, 2);
  return { [LEDGER_KEYS.partition]: partition, [LEDGER_KEYS.sort]: sort };
}
