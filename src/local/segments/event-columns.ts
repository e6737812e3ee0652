import type { AuditRecord } from '../../audit/audit-record';
import { MEANING_VERSION } from '../../audit/meaning-version';
import type { ItemSource } from '../../store/items/item-source';
import type { Column } from '../duckdb/text-table';
import type { ItemKeyTexts } from './item-key-texts';

/** What a row of a segment is made of. */
export interface EventRow {
  readonly record: AuditRecord;
  readonly contentHash: string;
  readonly itemKeys: readonly ItemKeyTexts[];
  readonly source: ItemSource;
  readonly truncated: boolean;
  /** Digits of `occurred` that the event id does not contain. */
  readonly idDigits: string | undefined;
}

type From = Column<EventRow>['from'];

const text = (name: string, holds: string, from: From): Column<EventRow> => ({
  name,
  type: 'VARCHAR',
  holds,
  from,
});
const list = (name: string, holds: string, from: From): Column<EventRow> => ({
  ...text(name, holds, from),
  type: 'VARCHAR[]',
});

/** Columns of `events/*.parquet`, with the names of the fields in the JSON form of a record. */
export const EVENT_COLUMNS: readonly Column<EventRow>[] = [
  text('eventId', "CloudTrail's `eventID`", ({ record }) => record.eventId),
  {
    name: 'eventTime',
    type: 'TIMESTAMP',
    holds: 'time of the call in UTC, to the second',
    from: ({ record }) => record.eventTime,
  },
  text('eventSource', '`dynamodb.amazonaws.com` and the like', ({ record }) => record.eventSource),
  text('eventName', 'the operation', ({ record }) => record.eventName),
  text('service', '`dynamodb`, `dynamodbstreams`, `dax` or `guard`', ({ record }) => record.service),
  text('plane', '`control` or `data`', ({ record }) => record.plane),
  text('access', '`read`, `write`, `list`, `tagging` or `permissions`', ({ record }) => record.access),
  text('category', 'group of operations', ({ record }) => record.category),
  list('categories', 'all groups of the call, if more than one', ({ record }) => record.categories),
  text('outcome', '`succeeded`, `denied`, `throttled` or `failed`', ({ record }) => record.outcome),
  text('errorCode', 'error of the call', ({ record }) => record.errorCode),
  text('accountId', 'account that received the event', ({ record }) => record.accountId),
  text('region', 'Region of the call', ({ record }) => record.region),
  text('sourceIp', 'address, or the AWS service that called', ({ record }) => record.sourceIp),
  text('accessKeyId', 'access key of the call', ({ record }) => record.accessKeyId),
  text('userAgent', 'client of the call', ({ record }) => record.userAgent),
  text('principalId', 'who called: the role, not the session', ({ record }) => record.principal.id),
  text('principalType', 'kind of principal', ({ record }) => record.principal.type),
  text('principalName', 'name of the user or role', ({ record }) => record.principal.name),
  text('session', 'name of the role session', ({ record }) => record.principal.session),
  text('sourceIdentity', 'who started the role session', ({ record }) => record.principal.sourceIdentity),
  text('onBehalfOf', 'IAM Identity Center user', ({ record }) => record.principal.onBehalfOf),
  {
    name: 'mfa',
    type: 'BOOLEAN',
    holds: 'true if the session was authenticated with MFA, else absent',
    from: ({ record }) => record.principal.mfa,
  },
  list('resources', 'ARNs of all affected resources', ({ record }) => record.resources),
  {
    name: 'impliedTables',
    type: 'INTEGER',
    holds: 'how many of the first resources are tables that only their parts name',
    from: ({ record }) => record.impliedTables,
  },
  text('originalEventId', 'event that this one corrects', ({ record }) => record.originalEventId),
  text('sharedEventId', 'id of all copies in other accounts', ({ record }) => record.sharedEventId),
  list('cutFields', 'fields that CloudTrail cut', ({ record }) => record.cutFields),
  text('riskLevel', 'highest risk level', ({ record }) => record.risk?.level),
  list('riskRules', 'ids of the risk rules', ({ record }) => record.risk?.rules),
  {
    name: 'itemKeys',
    type: 'MAP(VARCHAR, VARCHAR)[]',
    holds: 'keys of the items that the call names; an empty one if it also touches others',
    from: ({ itemKeys }) => (itemKeys.length > 0 ? itemKeys : undefined),
  },
  text('contentHash', 'hash of the event, which tells variants apart', ({ contentHash }) => contentHash),
  text('bucket', 'bucket of the log file; `local` on this machine', ({ source }) => source.bucket),
  text('key', 'object key or path of the log file', ({ source }) => source.key),
  {
    name: 'truncated',
    type: 'BOOLEAN',
    holds: 'true if a value was cut because it was too long',
    from: ({ truncated }) => truncated || undefined,
  },
  {
    name: 'meaningVersion',
    type: 'INTEGER',
    holds: 'version of the rules that gave the event its meaning',
    from: () => MEANING_VERSION,
  },
  text(
    'idDigits',
    'digits that order events of one second, unless the id is a UUID',
    ({ idDigits }) => idDigits,
  ),
];
