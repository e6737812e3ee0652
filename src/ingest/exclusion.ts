import type { AuditRecord } from '../audit/audit-record';
import { matchesPattern } from '../audit/pattern';
import type { IngestSettings } from '../settings/ingest-settings';

/** The audit's own traffic: calls of the roles of its functions on its tables. */
export interface OwnTraffic {
  readonly roleArns: readonly string[];
  readonly tableArns: readonly string[];
}

/** Returns why a record is left out of the audit, or `undefined` if it is kept. */
export type Exclusion = (record: AuditRecord) => string | undefined;

const DAY_MILLISECONDS = 86_400_000;

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
  const oldest =
    settings.retentionDays === undefined ? undefined : now - settings.retentionDays * DAY_MILLISECONDS;

  const isOwn = (record: AuditRecord): boolean =>
    record.plane === 'data' &&
    ownRoles.has(record.principal.id) &&
    record.resources.length > 0 &&
    record.resources.every((resource) => ownTables.has(resource));

  const reasons: readonly [reason: string, applies: (record: AuditRecord) => boolean][] = [
    // A record without an account or a Region is kept, because leaving it out would need a reason.
    ['account', ({ accountId }) => accountId !== undefined && accounts?.has(accountId) === false],
    ['region', ({ region }) => region !== undefined && regions?.has(region) === false],
    ['operation', (record) => operations.has(record.eventName)],
    [
      'principal',
      (record) => settings.excludePrincipals.some((pattern) => matchesPattern(pattern, record.principal.id)),
    ],
    [
      'read event',
      (record) => settings.excludeReadEvents && record.plane === 'data' && record.access === 'read',
    ],
    ['older than the retention', (record) => oldest !== undefined && Date.parse(record.eventTime) < oldest],
    ['own traffic', isOwn],
  ];
  return (record) => reasons.find(([, applies]) => applies(record))?.[0];
}
