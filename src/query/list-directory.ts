import { AuditTrailError } from '../errors';
import type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory-item';
import { storableString } from '../store/storable-record';
import type { AuditStore } from './audit-store';
import type { DirectoryQuery } from './directory-query';
import { formatCount } from './format-count';
import { decodeListToken, encodeListToken } from './page-token';

const PAGE = 1_000;

/** Every entry that a directory query asks for, read page by page. */
export async function* listDirectory(
  store: Pick<AuditStore, 'directory'>,
  query: Omit<DirectoryQuery, 'after' | 'limit'>,
  signal?: AbortSignal,
): AsyncGenerator<DirectoryEntry> {
  let after: string | undefined;
  do {
    const page = await store.directory(
      { ...query, limit: PAGE, ...(after !== undefined && { after }) },
      signal,
    );
    yield* page.entries;
    after = page.next;
  } while (after !== undefined);
}

/** Maximum number of entries that are looked through for a name: about ten megabytes. */
const MAXIMUM_SCANNED = 100_000;

/** The first 100,000 entries that a directory query asks for, and whether there are more. */
async function scanDirectory(
  store: AuditStore,
  query: Omit<DirectoryQuery, 'after' | 'limit'>,
  signal?: AbortSignal,
): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly hasMore: boolean }> {
  const entries: DirectoryEntry[] = [];
  for await (const entry of listDirectory(store, query, signal)) {
    if (entries.length === MAXIMUM_SCANNED) return { entries, hasMore: true };
    entries.push(entry);
  }
  return { entries, hasMore: false };
}

/**
 * The entries that a directory query asks for, to find names among them.
 * @throws AuditTrailError `InvalidArgument` if there are more than 100,000
 */
export async function listEntries(
  store: AuditStore,
  query: Omit<DirectoryQuery, 'after' | 'limit'>,
  signal?: AbortSignal,
): Promise<readonly DirectoryEntry[]> {
  const { entries, hasMore } = await scanDirectory(store, query, signal);
  if (!hasMore) return entries;
  throw new AuditTrailError(
    'InvalidArgument',
    `This audit has seen more than ${formatCount(MAXIMUM_SCANNED)} ${query.kind}, too many to look ` +
      'through for a name. Give whole ARNs.',
  );
}

/** The values of those entries. Throws as `listEntries` does. */
export async function listNames(
  store: AuditStore,
  query: Omit<DirectoryQuery, 'after' | 'limit'>,
  signal?: AbortSignal,
): Promise<string[]> {
  return (await listEntries(store, query, signal)).map(({ value }) => value);
}

/** Values to suggest for one that is not among them: at most 100,000. */
export async function listSuggestions(
  store: AuditStore,
  kind: DirectoryKind,
  signal?: AbortSignal,
): Promise<string[]> {
  return (await scanDirectory(store, { kind }, signal)).entries.map(({ value }) => value);
}

/** Whether the audit has met a value. */
export async function isSeen(
  store: AuditStore,
  kind: DirectoryKind,
  value: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { entries } = await store.directory({ kind, value: storableString(value), limit: 1 }, signal);
  return entries.length > 0;
}

export interface ListPage {
  readonly records: readonly DirectoryEntry[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * One page of a list.
 * @throws AuditTrailError `InvalidCursor` for a token of another list
 */
export async function readListPage(
  store: AuditStore,
  kind: DirectoryKind,
  limit: number,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<ListPage> {
  const after = token === undefined ? undefined : decodeListToken(token, kind);
  const page = await store.directory({ kind, limit, ...(after !== undefined && { after }) }, signal);
  return {
    records: page.entries,
    ...(page.next !== undefined && { nextToken: encodeListToken(page.next, kind) }),
  };
}
