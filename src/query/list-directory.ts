import type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory-item';
import type { AuditStore, DirectoryQuery } from './audit-store';
import { decodeListToken, encodeListToken } from './page-token';

const PAGE = 1_000;

/** Every entry that a directory query asks for, read page by page. */
export async function* listDirectory(
  store: AuditStore,
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
