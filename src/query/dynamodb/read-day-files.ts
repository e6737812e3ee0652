import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CoveragePlace } from '../../assure/coverage/known-coverage';
import { EXPECTED_DAYS } from '../../assure/coverage/trail-parts';
import { LEDGER_KEYS } from '../../store/indexes';
import { filePartition } from '../../store/ledger/file-key';
import { readBook } from '../../store/ledger/read-book';
import type { CoverageReads } from '../../store/ledger/read-known-coverage';
import { addDays } from '../../time';
import { decodeFilePosition, encodeFilePosition } from '../file-position';
import type { FileBatch, FileOptions, FileSelection, KnownFile } from '../known-files';
import { FileGroups } from './file-groups';

/** Entries after which a caller can stop. */
const BATCH = 500;
/** Before and after every key of a file. */
const [FIRST, LAST] = ['\u0000', '\u{10ffff}'];
/** Places that are looked up. More are found by reading the whole ledger. */
const MAXIMUM_PLACES = 20;

/** What a position among partitions begins with. One of a Scan begins with the name of a partition. */
const AMONG_PARTITIONS = 'partitions';

/** Partitions of the ledger that hold the log files of some accounts, Regions and days. */
export interface DayPartitions {
  /** The buckets that are known to have log files there. */
  readonly buckets: readonly string[];
  /** In their order. */
  readonly partitions: readonly string[];
}

/** Whether a position is one among partitions, which a Scan cannot continue. */
export const isAmongPartitions = (position: string): boolean =>
  decodeFilePosition(position, 2)[0] === AMONG_PARTITIONS;

/**
 * Finds the partitions of the files that were asked for. The buckets are those that delivered to these places within a
 * month before or after the days.
 * @returns undefined if the question does not name accounts, Regions and days, or no bucket is known
 */
export async function findDayPartitions(
  ledger: Pick<CoverageReads, 'readDays'>,
  { accountIds = [], regions = [], days = [] }: FileSelection,
  signal?: AbortSignal,
): Promise<DayPartitions | undefined> {
  const places = accountIds.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
  const [[first], last] = [[...days].sort(), [...days].sort().at(-1)];
  if (places.length === 0 || places.length > MAXIMUM_PLACES || !first || !last) return undefined;
  const range = { first: addDays(first, -EXPECTED_DAYS), last: addDays(last, EXPECTED_DAYS) };
  const readBuckets = async (place: CoveragePlace) =>
    (await ledger.readDays(place, range, signal)).map(({ bucket }) => bucket);
  const buckets = [...new Set((await Promise.all(places.map(readBuckets))).flat())].sort();
  if (buckets.length === 0) return undefined;
  const partitions = buckets.flatMap((bucket) =>
    places.flatMap((place) => days.map((day) => filePartition({ ...place, bucket, day }))),
  );
  return { buckets, partitions: [...new Set(partitions)].sort() };
}

/**
 * Reads the ledger partition by partition. Throws as `readFiles` does.
 * @param from a position among partitions
 */
export async function* readDayFiles(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { partitions, buckets }: DayPartitions,
  { from, signal }: FileOptions,
): AsyncGenerator<FileBatch> {
  const [, reached = '', sort = ''] = from === undefined ? [] : decodeFilePosition(from, 3);
  let position = from;
  for (const book of partitions.filter((one) => one >= reached)) {
    const groups = new FileGroups(undefined);
    const first = book === reached ? sort : FIRST;
    const items = readBook(
      documents,
      { tableName, book, first, last: LAST, isConsistent: false, doing: 'Reading the ledger' },
      signal,
    );
    let [files, entries]: [KnownFile[], number] = [[], 0];
    for await (const item of items) {
      // A position is after an entry.
      if (item[LEDGER_KEYS.sort] === first) continue;
      files.push(...groups.take(item));
      entries += 1;
      if (entries < BATCH) continue;
      if (groups.position !== undefined) position = toPosition(groups.position);
      yield { files: files.map(withPosition), entries, position, buckets };
      [files, entries] = [[], 0];
    }
    files.push(...groups.finish());
    if (groups.position !== undefined) position = toPosition(groups.position);
    yield { files: files.map(withPosition), entries, position, buckets };
  }
}

const withPosition = ({ entries, position }: KnownFile): KnownFile => ({
  entries,
  ...(position !== undefined && { position: toPosition(position) }),
});

const toPosition = (position: string): string =>
  encodeFilePosition([AMONG_PARTITIONS, ...decodeFilePosition(position, 2)]);
