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
/** Items of the first request, and of that after a partition was left out: what follows may be left out, too. */
const FIRST_ITEMS = 25;
/** Behind every sort key. A Scan that begins there goes on with the next partition. */
const LAST = '\u{10ffff}';

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
 * Reads the ledger in the order of a Scan. Leaves out what remains of a partition without files, such as the activity of a
 * table, which has an entry for each file and hour. A Scan may begin at a key that no item has: AWS shows it in "Generate a
 * distinct set of partition keys for an Amazon DynamoDB table efficiently".
 * @throws AuditTrailError `ServiceFailed`; `InvalidCursor` for a position of another store; the reason of the
 *   signal once it is aborted
 */
export async function* scanFiles(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { from, signal }: FileOptions = {},
): AsyncGenerator<FileBatch> {
  const groups = new FileGroups(from);
  let start: LedgerKey | undefined = from === undefined ? undefined : toKey(from);
  let limit = FIRST_ITEMS;
  do {
    const command = new ScanCommand({
      TableName: tableName,
      Limit: limit,
      FilterExpression: 'begins_with(#book, :files)',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition },
      ExpressionAttributeValues: { ':files': FILE_BOOK },
      ...(start && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey } = await documents
      .send(command, abortOptions(signal))
      .catch(serviceFailure('Reading the ledger', signal));
    start = LastEvaluatedKey && afterOthers(LastEvaluatedKey);
    limit = start === LastEvaluatedKey ? Math.min(ITEMS_AT_ONCE, 2 * limit) : FIRST_ITEMS;
    const files = Items.flatMap((item) => groups.take(item));
    if (start) groups.skipTo(start);
    else files.push(...groups.finish());
    yield { files, entries: Items.length, position: groups.position };
  } while (start);
}

type LedgerKey = Readonly<Record<string, unknown>>;

/** The key itself in a partition of files, and the end of any other partition. */
function afterOthers(key: LedgerKey): LedgerKey {
  const { [LEDGER_KEYS.partition]: partition, [LEDGER_KEYS.sort]: sort } = key;
  if (String(partition).startsWith(FILE_BOOK) || String(sort) >= LAST) return key;
  return { [LEDGER_KEYS.partition]: partition, [LEDGER_KEYS.sort]: LAST };
}

function toKey(position: string): Record<string, string> {
  const [partition = '', sort = ''] = decodeFilePosition(position, 2);
  return { [LEDGER_KEYS.partition]: partition, [LEDGER_KEYS.sort]: sort };
}
