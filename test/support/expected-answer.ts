import { type AuditRecord, RISK_LEVELS } from '../../src/audit/audit-record';
import type { AuditQuery } from '../../src/query/query';
import { toOccurred } from '../../src/store/lanes';

/** Whether a record answers a query, said as plainly as can be: what every plan is measured against. */
export function answers(record: AuditRecord, query: AuditQuery): boolean {
  const isOneOf = (asked: readonly string[] | undefined, value: string | undefined) =>
    asked === undefined || (value !== undefined && asked.includes(value));
  const hasAnyOf = (asked: readonly string[] | undefined, values: readonly (string | undefined)[]) =>
    asked === undefined || values.some((value) => value !== undefined && asked.includes(value));
  const { risk, resource, table, action } = query;
  const named = query.exact ? record.resources.slice(record.impliedTables ?? 0) : record.resources;
  return (
    [resource, table].every((asked) => !asked || asked.some((value) => named.includes(value))) &&
    (!action ||
      action.includes(record.eventName) ||
      action.includes(`${record.service}:${record.eventName}`)) &&
    isOneOf(query.principal, record.principal.id) &&
    hasAnyOf(query.session, [
      record.principal.session,
      record.principal.sourceIdentity,
      record.principal.onBehalfOf,
    ]) &&
    isOneOf(query.service, record.service) &&
    isOneOf(query.plane, record.plane) &&
    isOneOf(query.access, record.access) &&
    hasAnyOf(query.category, [record.category, ...(record.categories ?? [])]) &&
    isOneOf(query.principalType, record.principal.type) &&
    (query.mfa === undefined || (query.mfa === 'yes') === (record.principal.mfa === true)) &&
    hasAnyOf(query.rule, record.risk?.rules ?? []) &&
    !query.exclude?.some((exclusion) => isExcluded(record, exclusion)) &&
    isOneOf(query.outcome, record.outcome) &&
    isOneOf(query.error, record.errorCode) &&
    isOneOf(query.accessKey, record.accessKeyId) &&
    (!query.sourceIp || query.sourceIp.some((value) => comesFrom(record.sourceIp, value))) &&
    isOneOf(query.account, record.accountId) &&
    isOneOf(query.eventRegion, record.region) &&
    (!risk ||
      (record.risk !== undefined && RISK_LEVELS.indexOf(record.risk.level) >= RISK_LEVELS.indexOf(risk))) &&
    (query.since === undefined || record.eventTime >= query.since) &&
    (query.until === undefined || record.eventTime < query.until)
  );
}

/** Of networks, knows those of 24 bits. */
const comesFrom = (sourceIp: string | undefined, asked: string): boolean =>
  asked.endsWith('.0/24') ? sourceIp?.startsWith(asked.slice(0, -4)) === true : sourceIp === asked;

/** Whether a record has the value of `FILTER=VALUE`, asked as a query of its own. */
function isExcluded(record: AuditRecord, exclusion: string): boolean {
  const [filter = '', value = ''] = exclusion.split('=');
  return answers(record, { [filter]: [value] });
}

/** All of `records` that answer, in the order asked for; times in `query` must be in normal form. */
export function expectedAnswer(records: readonly AuditRecord[], query: AuditQuery): AuditRecord[] {
  const key = (record: AuditRecord) => `${toOccurred(record.eventTime, record.eventId)} ${record.eventId}`;
  const sorted = records
    .filter((record) => answers(record, query))
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return query.order === 'asc' ? sorted : sorted.reverse();
}
