import type { PageOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { type FileQuery, parseFileQuery } from './file-query';
import { type FileRecord, fileMatcher, toFileRecords } from './file-record';
import type { FilesPage } from './files-answer';
import type { FileSelection } from './known-files';
import { checkLimit, DEFAULT_PAGE, MAXIMUM_LIST_PAGE, pageBudget } from './limits';
import { decodeFilesToken, encodeFilesToken } from './page-token';
import { fingerprint, parseTimeRange } from './query';
import { isSpent } from './read-budget';
import type { TimeRange } from './time-range';
import {
  findUnreferenced,
  toAllDeliveries,
  toDeliveries,
  type UnreferencedFiles,
} from './unreferenced-files';

/** What no answer about files covers. */
export const FILES_NOTICE =
  'Only log files that arrived here have entries. A log file that CloudTrail delivered and nobody announced has ' +
  'none: to find such files, verify the bucket with its digests.';

/** `verify` calls a log file altered, too, if its only content is not the one that a digest signs. */
const ALTERED_NOTICE =
  'Only log files under whose key different contents arrived are listed. A log file whose only content is not the one that its digest signs is found by ddb-audit verify.';

/** One page of log files. Throws as `AuditLog.filesPage` does. */
export async function readFilesPage(
  store: AuditStore,
  asked: FileQuery,
  { cursor, limit = DEFAULT_PAGE, signal }: PageOptions = {},
): Promise<FilesPage> {
  checkLimit(limit, MAXIMUM_LIST_PAGE);
  const query = parseFileQuery(asked);
  const binding = fingerprint(query);
  const place = cursor === undefined ? undefined : decodeFilesToken(cursor, binding);
  const range = place?.range ?? parseTimeRange({ timeZone: 'UTC', ...query }, Date.now());
  const matches = fileMatcher(query, range);
  const { objects, notices } = await lookForUnreferenced(store, query, range, signal);
  const budget = pageBudget(store);
  const records: FileRecord[] = [];
  let entries = 0;
  let buckets: readonly string[] | undefined;
  const page = (position?: string): FilesPage => ({
    records,
    ...(position !== undefined && { nextToken: encodeFilesToken({ range, position }, binding) }),
    searched: { ...range, entries },
    notices: [
      ...notices,
      ...(query.status?.includes('altered') ? [ALTERED_NOTICE] : []),
      ...(buckets ? [describeBuckets(buckets)] : []),
      FILES_NOTICE,
    ],
  });
  for await (const batch of store.files({ from: place?.position, only: toSelection(query), signal })) {
    entries += batch.entries;
    buckets = batch.buckets;
    for (const file of batch.files) {
      records.push(...toFileRecords(file, objects).filter(matches));
      if (records.length >= limit && file.position !== undefined) return page(file.position);
    }
    if (isSpent(budget, entries) && batch.position !== place?.position) return page(batch.position);
  }
  return page();
}

/** Every log file that matches. Throws as `AuditLog.files` does. */
export async function* listFiles(
  store: AuditStore,
  asked: FileQuery,
  signal?: AbortSignal,
): AsyncGenerator<FileRecord> {
  const query = parseFileQuery(asked);
  const range = parseTimeRange({ timeZone: 'UTC', ...query }, Date.now());
  const matches = fileMatcher(query, range);
  const { objects } = await lookForUnreferenced(store, query, range, signal);
  for await (const { files } of store.files({ only: toSelection(query), signal })) {
    for (const file of files) yield* toFileRecords(file, objects).filter(matches);
  }
}

const toSelection = ({ account, eventRegion, day }: FileQuery): FileSelection => ({
  accountIds: account,
  regions: eventRegion,
  days: day,
});

const describeBuckets = (buckets: readonly string[]): string =>
  `Only log files in ${buckets.join(', ')} were looked up: as far as is known, others have none of these accounts and ` +
  'Regions. To look at all buckets, leave out day.';

const asksForUnreferenced = ({ status }: FileQuery): boolean => status?.includes('unreferenced') ?? false;

/** Which files no digest names, if that was asked: it takes reads of its own. */
async function lookForUnreferenced(
  store: AuditStore,
  query: FileQuery,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<UnreferencedFiles> {
  if (!asksForUnreferenced(query)) return { objects: undefined, notices: [] };
  const { account, eventRegion } = query;
  const now = Date.now();
  const deliveries = {
    ...(store.coverageDays ? toDeliveries(range, now) : toAllDeliveries(now)),
    ...(account && { accountIds: account }),
    ...(eventRegion && { regions: eventRegion }),
  };
  const known = await store.coverage(deliveries, signal);
  return findUnreferenced(store, deliveries, known, signal);
}
