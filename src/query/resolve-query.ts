import type { AuditStore } from './audit-store';
import { decodePageToken, encodePageToken } from './page-token';
import { parseExclude } from './parse-exclude';
import type { Position } from './position';
import { type AuditQuery, fingerprint, noticeFuture, parseQuery, parseTimeRange } from './query';
import { resolveNames } from './resolve-names';
import { resolveResources } from './resolve-resources';
import { type NamedQuery, type ResolvedQuery, toResolvedQuery } from './resolved-query';
import { checkForms } from './value-forms';

/** A query that is ready for a store, and its place in a sequence of pages. */
export interface ResolvedPage {
  readonly query: ResolvedQuery;
  /** The filters with their names resolved, before related resources are added. */
  readonly named: NamedQuery;
  /** Where the page begins. Absent for the first page. */
  readonly from?: Position;
  /** What the caller should know about the query, such as what a name stands for. */
  readonly notices: readonly string[];
  /** Writes the token of a page of this query that begins at a position. */
  toToken(position: Position): string;
}

/**
 * Checks a query and resolves its names and times.
 * @param token `nextToken` of an earlier page of the same answer
 * @param answer what is answered. A place in records means something else in an answer that counts.
 * @throws AuditTrailError `InvalidArgument`, `InvalidCursor`, `NotFound`, `Ambiguous`
 */
export async function resolveQuery(
  store: AuditStore,
  asked: AuditQuery,
  token?: string,
  signal?: AbortSignal,
  answer = 'records',
): Promise<ResolvedPage> {
  const { query: parsed, notices } = parseQuery(asked);
  const exclude = parsed.exclude && parseExclude(parsed.exclude);
  checkForms(parsed);
  checkForms(exclude ?? {});
  const binding = { layoutVersion: await store.layoutVersion(), query: fingerprint({ ...parsed, answer }) };
  const place = token === undefined ? undefined : decodePageToken(token, binding);
  const now = Date.now();
  const range = place?.range ?? parseTimeRange(parsed, now);
  const narrowing = { accounts: parsed.account, regions: parsed.eventRegion };
  const [names, excluded] = await Promise.all([
    resolveNames(parsed, { store, signal, ...narrowing }),
    resolveNames(exclude ?? {}, { store, signal, accounts: undefined, regions: undefined }),
  ]);
  const named: NamedQuery = {
    ...parsed,
    ...names.filters,
    exclude: exclude && { ...exclude, ...excluded.filters },
  };
  const resources = await resolveResources(named, range, store, signal);
  return {
    query: toResolvedQuery(named, resources, range),
    named,
    notices: [...notices, ...noticeFuture(range, now), ...names.notices, ...excluded.notices],
    ...(place && { from: place.position }),
    toToken: (position) => encodePageToken({ range, position }, binding),
  };
}
