import type { AuditRecord } from '../../audit/audit-record';
import type { Cell, Column } from './table';

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
  ['resources', (record) => record.resources.join(LIST_SEPARATOR)],
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

/** Table columns of a record. */
export const TABLE_COLUMNS: readonly Column[] = [
  { head: 'TIME', keepWhole: true },
  { head: 'ACTION' },
  { head: 'PRINCIPAL' },
  { head: 'RESOURCE' },
  { head: 'OUTCOME' },
  { head: 'FROM' },
  { head: 'RISK', keepWhole: true },
  { head: 'EVENT ID', keepWhole: true },
];

/** The row of a record under `TABLE_COLUMNS`. */
export function tableCells(record: ShownRecord, paints: Paints): Cell[] {
  const { principal, resources, risk, outcome } = record;
  const paintIf = (is: boolean, paint: (text: string) => string) => (is ? { paint } : {});
  const more = resources.length > 1 ? ` +${resources.length - 1}` : '';
  return [
    { text: record.eventTime },
    { text: record.service === 'dynamodb' ? record.eventName : `${record.service}:${record.eventName}` },
    { text: [principal.name ?? shortArn(principal.id), principal.session].filter(Boolean).join('/') },
    { text: resources[0] === undefined ? '' : shortArn(resources[0]) + more },
    { text: record.errorCode ?? outcome, ...paintIf(outcome !== 'succeeded', paints.yellow) },
    { text: record.sourceIp ?? '' },
    {
      text: risk?.level ?? '',
      ...paintIf(risk?.level === 'high' || risk?.level === 'critical', paints.red),
    },
    { text: record.eventId + (record.variants ? ` (${record.variants} variants)` : ''), paint: paints.dim },
  ];
}

/** An ARN without its partition, service, Region and account. */
const shortArn = (arn: string): string => (arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn);
