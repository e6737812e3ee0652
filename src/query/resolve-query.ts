import type { AuditStore, Position } from './audit-store';
import { decodePageToken, encodePageToken } from './page-token';
import { type AuditQuery, fingerprint, parseQuery, parseTimeRange } from './query';
import { resolveResources } from './resolve-resources';
import { type ResolvedQuery, toResolvedQuery } from './resolved-query';

/** A query that is ready for a store, and its place in a sequence of pages. */
export interface ResolvedPage {
  readonly query: ResolvedQuery;
  /** Where the page begins. Absent for the first page. */
  readonly from?: Position;
  /** What the caller should know about the query, such as the use of an old name. */
  readonly notices: readonly string[];
  /** Writes the token of a page of this query that begins at a position. */
  toToken(position: Position): string;
}

/**
 * Checks a query and resolves its names and times.
 * @param token `nextToken` of an earlier page of the same query
 * @throws AuditTrailError `InvalidArgument`, `InvalidCursor`, `NotFound`, `Ambiguous`
 */
export async function resolveQuery(
  store: AuditStore,
  asked: AuditQuery,
  token?: string,
  signal?: AbortSignal,
): Promise<ResolvedPage> {
  const { query: parsed, notices } = parseQuery(asked);
  const binding = { layoutVersion: await store.layoutVersion(), query: fingerprint(parsed) };
  const place = token === undefined ? undefined : decodePageToken(token, binding);
  const range = place?.range ?? parseTimeRange(parsed, Date.now());
  const resources = await resolveResources(parsed, range, store, signal);
  return {
    query: toResolvedQuery(parsed, resources, range),
    notices,
    ...(place && { from: place.position }),
    toToken: (position) => encodePageToken({ range, position }, binding),
  };
}
