import type { AuditRecord } from '../../audit/audit-record';
import type { Cell } from './table';
import type { NamedColumn } from './table-options';

/** A record to print, with what some commands know about it. */
export type ShownRecord = AuditRecord & {
  readonly source?: { readonly bucket: string; readonly key: string };
  /** Number of different events with this event ID. Absent if there is one. */
  readonly variants?: number;
};

/** Functions that color text, or return it unchanged if colors are off. */
export interface Paints {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly dim: (text: string) => string;
}

const LIST_SEPARATOR = ';';

type CsvColumn = readonly [head: string, toCell: (record: ShownRecord) => string | number | undefined];

const RECORD_CSV: readonly CsvColumn[] = [
  ['eventId', (record) => record.eventId],
  ['eventTime', (record) => record.eventTime],
  ['eventSource', (record) => record.eventSource],
  ['eventName', (record) => record.eventName],
  ['service', (record) => record.service],
  ['plane', (record) => record.plane],
  ['access', (record) => record.access],
  ['category', (record) => record.category],
  ['categories', (record) => record.categories?.join(LIST_SEPARATOR)],
  ['outcome', (record) => record.outcome],
  ['errorCode', (record) => record.errorCode],
  ['accountId', (record) => record.accountId],
  ['region', (record) => record.region],
  ['sourceIp', (record) => record.sourceIp],
  ['accessKeyId', (record) => record.accessKeyId],
  ['userAgent', (record) => record.userAgent],
  ['principalId', (record) => record.principal.id],
  ['principalType', (record) => record.principal.type],
  ['principalName', (record) => record.principal.name],
  ['principalSession', (record) => record.principal.session],
  ['principalSourceIdentity', (record) => record.principal.sourceIdentity],
  ['principalOnBehalfOf', (record) => record.principal.onBehalfOf],
  ['principalMfa', (record) => (record.principal.mfa ? 'true' : undefined)],
  ['resources', (record) => record.resources.join(LIST_SEPARATOR)],
  ['impliedTables', (record) => record.impliedTables],
  ['originalEventId', (record) => record.originalEventId],
  ['sharedEventId', (record) => record.sharedEventId],
  ['cutFields', (record) => record.cutFields?.join(LIST_SEPARATOR)],
  ['riskLevel', (record) => record.risk?.level],
  ['riskRules', (record) => record.risk?.rules.join(LIST_SEPARATOR)],
  ['variants', (record) => record.variants],
];

const SOURCE_CSV: readonly CsvColumn[] = [
  ['sourceBucket', (record) => record.source?.bucket],
  ['sourceKey', (record) => record.source?.key],
];

/** CSV columns of a record. Values of a list are joined by `;`. */
export const csvColumns = (withSource: boolean): readonly CsvColumn[] =>
  withSource ? [...RECORD_CSV, ...SOURCE_CSV] : RECORD_CSV;

/** A table column of a record. */
export interface RecordColumn extends NamedColumn {
  readonly toCell: (record: ShownRecord, paints: Paints) => Cell;
}

const plain = (toText: (record: ShownRecord) => string | undefined) => (record: ShownRecord) => ({
  text: toText(record) ?? '',
});

/**
 * Table columns of a record, in order. A narrow terminal loses the event ID and the source address
 * first: who did what to which resource, and when, must stay.
 */
export const RECORD_COLUMNS: readonly RecordColumn[] = [
  { name: 'time', head: 'TIME', toCell: plain(({ eventTime }) => eventTime) },
  { name: 'action', head: 'ACTION', minimum: 10, toCell: plain(formatAction) },
  { name: 'principal', head: 'PRINCIPAL', minimum: 10, toCell: plain(formatPrincipal) },
  { name: 'resource', head: 'RESOURCE', minimum: 12, toCell: plain(formatResources) },
  { name: 'outcome', head: 'OUTCOME', minimum: 9, hideOrder: 4, toCell: outcomeCell },
  {
    name: 'from',
    head: 'FROM',
    minimum: 15,
    hideOrder: 2,
    toCell: plain(({ sourceIp }) => sourceIp),
  },
  { name: 'risk', head: 'RISK', hideOrder: 3, toCell: riskCell },
  {
    name: 'mfa',
    head: 'MFA',
    onRequest: true,
    toCell: plain(({ principal }) => (principal.mfa ? 'yes' : undefined)),
  },
  { name: 'account', head: 'ACCOUNT', onRequest: true, toCell: plain(({ accountId }) => accountId) },
  { name: 'event-region', head: 'REGION', onRequest: true, toCell: plain(({ region }) => region) },
  { name: 'access-key', head: 'ACCESS KEY', onRequest: true, toCell: plain((record) => record.accessKeyId) },
  {
    name: 'user-agent',
    head: 'USER AGENT',
    minimum: 12,
    onRequest: true,
    toCell: plain((record) => record.userAgent),
  },
  { name: 'event-id', head: 'EVENT ID', hideOrder: 1, toCell: eventIdCell },
];

function formatAction({ service, eventName }: ShownRecord): string {
  return service === 'dynamodb' ? eventName : `${service}:${eventName}`;
}

/** The name and the session, then who is behind the session: `admin/cli-1 (alice@example.com)`. */
function formatPrincipal({ principal }: ShownRecord): string {
  const { id, name, session, sourceIdentity, onBehalfOf } = principal;
  const own = [name ?? shortArn(id), session].filter((part) => part !== undefined);
  const behind = [sourceIdentity, onBehalfOf].filter((part) => part !== undefined && !own.includes(part));
  return own.join('/') + (behind.length > 0 ? ` (${behind.join(', ')})` : '');
}

function formatResources({ resources: [first, ...others] }: ShownRecord): string {
  if (first === undefined) return '';
  return shortArn(first).replace(/^table\//, '') + (others.length > 0 ? ` +${others.length}` : '');
}

export function outcomeCell(
  { errorCode, outcome }: Pick<AuditRecord, 'errorCode' | 'outcome'>,
  { yellow }: Paints,
): Cell {
  const text = errorCode ?? outcome;
  return outcome === 'succeeded' ? { text } : { text, paint: yellow };
}

function riskCell({ risk }: ShownRecord, { red }: Paints): Cell {
  const text = risk?.level ?? '';
  return text === 'high' || text === 'critical' ? { text, paint: red } : { text };
}

function eventIdCell({ eventId, variants }: ShownRecord, { dim }: Paints): Cell {
  return { text: eventId + (variants ? ` (${variants} variants)` : ''), paint: dim };
}

/** An ARN without its partition, service, Region and account. */
export const shortArn = (arn: string): string =>
  arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
