import type { AuditRecord } from '../audit/audit-record';
import { matchesPattern } from '../audit/pattern';
import type { IngestSettings } from '../settings/ingest-settings';
import { DAY_MS, SECOND_MS, toTime } from '../time';

/** The audit's own traffic: calls of the roles of its functions on its tables. */
export interface OwnTraffic {
  readonly roleArns: readonly string[];
  readonly tableArns: readonly string[];
}

/** Returns why a record is left out of the audit, or `undefined` if it is kept. */
export type Exclusion = (record: AuditRecord) => string | undefined;

/**
 * Creates the check that each record passes before it is stored.
 * @param now time of the run in epoch milliseconds. Records older than the retention are left out.
 */
export function createExclusion(settings: IngestSettings, now: number, own?: OwnTraffic): Exclusion {
  const accounts = settings.accounts && new Set(settings.accounts);
  const regions = settings.regions && new Set(settings.regions);
  const operations = new Set(settings.excludeOperations);
  const ownTables = new Set(own?.tableArns);
  const ownRoles = new Set(own?.roleArns);
  const oldest = settings.retentionDays && toOldestTime(now - settings.retentionDays * DAY_MS);

  const isOwn = (record: AuditRecord): boolean =>
    record.plane === 'data' &&
    ownRoles.has(record.principal.id) &&
    record.resources.length > 0 &&
    record.resources.every((resource) => ownTables.has(resource));

  // Only those that can apply: every record passes all of them.
  const reasons: [reason: string, applies: (record: AuditRecord) => boolean][] = [];
  // A record without an account or a Region is kept, because leaving it out would need a reason.
  if (accounts)
    reasons.push(['account', ({ accountId }) => accountId !== undefined && !accounts.has(accountId)]);
  if (regions) reasons.push(['region', ({ region }) => region !== undefined && !regions.has(region)]);
  if (operations.size > 0) reasons.push(['operation', (record) => operations.has(record.eventName)]);
  if (settings.excludePrincipals.length > 0) {
    reasons.push([
      'principal',
      ({ principal }) => settings.excludePrincipals.some((pattern) => matchesPattern(pattern, principal.id)),
    ]);
  }
  if (settings.excludeReadEvents) {
    reasons.push(['read event', (record) => record.plane === 'data' && record.access === 'read']);
  }
  if (oldest) reasons.push(['older than the retention', (record) => record.eventTime < oldest]);
  if (own) reasons.push(['own traffic', isOwn]);
  return (record) => {
    for (const [reason, applies] of reasons) if (applies(record)) return reason;
    return undefined;
  };
}

/** The first `eventTime` that is not before a time in epoch milliseconds. */
const toOldestTime = (time: number): string => toTime(Math.ceil(time / SECOND_MS) * SECOND_MS);
