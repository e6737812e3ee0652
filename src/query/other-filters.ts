import { isIP } from 'node:net';
import { nearNames } from '../near-names';
import type { AuditStore } from './audit-store';
import { listSuggestions } from './list-directory';
import type { ReadBudget } from './read-budget';
import { listRecorded, occurs } from './recorded-values';

/** What looking for a session may take, before the error is given without it. */
const SESSION_BUDGET = { entries: 5_000, milliseconds: 2_000 };

/**
 * Says by which other filter a value can be found that was given as the name of a principal or a session.
 * @returns a sentence that begins with a space; empty if the value is not known otherwise
 */
export async function suggestFilter(
  store: AuditStore,
  asked: 'principal' | 'session',
  value: string,
  signal?: AbortSignal,
): Promise<string> {
  if (isIP(value) !== 0) return ' It is an IP address: use the filter sourceIp.';
  if (isAccessKey(value)) return ' It is an access key ID: use the filter accessKey.';
  if (asked === 'principal') return suggestSession(store, value, signal);
  const principals = await listSuggestions(store, 'principals', signal);
  const isName = principals.some((id) => id.endsWith(`/${value}`) || id.endsWith(`:${value}`));
  return isName ? ' A principal has this name: use the filter principal.' : '';
}

/** Whether a value has the form of an access key ID of a user or a session. */
export const isAccessKey = (value: string): boolean => /^A[KS]IA[A-Z\d]{12,}$/.test(value);

async function suggestSession(
  store: AuditStore,
  value: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { entries, milliseconds } = SESSION_BUDGET;
  const budget: ReadBudget = { entries, files: 1, until: Date.now() + milliseconds };
  const known = await listRecorded(store, 'session', budget, signal);
  if (known.has(value) || (await occurs(store, { session: [value] }, budget, signal)))
    return ' It is a session: use the filter session, which search and summary have.';
  const near = nearNames(value, [...known]).map((name) => JSON.stringify(name));
  if (near.length === 0) return '';
  return ` Did you mean the session ${near.join(' or ')}? Use the filter session, which search and summary have.`;
}
