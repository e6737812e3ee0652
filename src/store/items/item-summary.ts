import type { Access, AuditRecord, Outcome, Plane, RiskLevel, Service } from '../../audit/audit-record';
import { MAXIMUM_LISTED_RESOURCES } from '../resource-keys';
import {
  addNull,
  addNumber,
  addString,
  addStringIf,
  addStrings,
  addTrue,
  emptyItem,
  type ItemJson,
} from './item-json';
import { absoluteFrom, principalPrefix, relativeTo, resourcePrefix } from './relative-arn';
import { shortenUserAgent, wholeUserAgent } from './user-agent';

/** The layout of items, in `summary.format`. A reader refuses a format that it does not know. */
export const ITEM_FORMAT = 2;

/** Formats that this version reads. In format 1 a source identity stands in `sessionName`. */
export const READABLE_FORMATS: readonly number[] = [1, ITEM_FORMAT];

/**
 * The map `summary`, projected into every index, holds what lists and filters need. Filter by path
 * (`summary.eventName = :name`). An attribute that has its most frequent value is left out:
 * `SUMMARY_DEFAULTS` says what an absent one means, so a filter for that value is
 * `attribute_not_exists(summary.plane)`.
 *
 * | attribute | holds | absent |
 * |---|---|---|
 * | `format` | `ITEM_FORMAT` (number) | never |
 * | `eventName` | `eventName` | never |
 * | `eventSource` | `eventSource` | `dax.amazonaws.com` for `dax`, else `dynamodb.amazonaws.com` |
 * | `service` `plane` `access` `outcome` | the record's | see `SUMMARY_DEFAULTS` |
 * | `category` | `category`; NULL: the record has none | `item` |
 * | `categories` | list of `categories`, from format 2 on | `category` is the only one |
 * | `errorCode` `accountId` `accessKeyId` | the record's | the record has none |
 * | `userAgent` | the record's, with letters for common pieces: see `user-agent.ts`; not for filters | the record has none |
 * | `awsRegion` | `region` | the record has none |
 * | `sourceIPAddress` | `sourceIp` | the record has none |
 * | `principalId` | `principal.id`, relative to the account (see `summaryPrincipal`) | never |
 * | `principalType` | `principal.type` | `AssumedRole` |
 * | `principalName` | `principal.name`; NULL: none | what follows the last `/` of `principal.id` |
 * | `sessionName` | `principal.session`; in format 1 the source identity, where one was set | the record has none |
 * | `sourceIdentity` `onBehalfOf` | `principal.sourceIdentity`, `principal.onBehalfOf`, from format 2 on | the record has none |
 * | `mfa` | `true`: `principal.mfa`, from format 2 on | no MFA, or CloudTrail does not say |
 * | `resources` | list of the first 100, relative to account and Region (see `summaryResource`) | none |
 * | `impliedTables` | number of the first `resources` that the event does not name itself, from format 2 on | 0 |
 * | `originalEventId` `sharedEventId` | the record's, from format 2 on | the record has none |
 * | `cutFields` | list of `cutFields`, from format 2 on | none |
 * | `risk` `riskRules` | `risk.level`, list of `risk.rules` | no risk |
 * | `truncated` | `true`: something was cut or left out to fit DynamoDB's limits | nothing was |
 *
 * `eventTime` is the part of `occurred` before `#`; `eventId` is a key of the table.
 */
export const SUMMARY_DEFAULTS = {
  service: 'dynamodb',
  plane: 'data',
  access: 'read',
  category: 'item',
  outcome: 'succeeded',
  principalType: 'AssumedRole',
} as const;

/** How `summary.principalId` writes a principal of a record of this account and Region. */
export const summaryPrincipal = (id: string, record: Pick<AuditRecord, 'accountId' | 'region'>): string =>
  relativeTo(principalPrefix(record), id);

/** How `summary.resources` writes a resource of a record of this service, account and Region. */
export const summaryResource = (
  resource: string,
  record: Pick<AuditRecord, 'service' | 'accountId' | 'region'>,
): string => relativeTo(resourcePrefix(record), resource);

const usualSource = (service: Service): string =>
  service === 'dax' ? 'dax.amazonaws.com' : 'dynamodb.amazonaws.com';

const usualName = (principalId: string): string | undefined => {
  const slash = principalId.lastIndexOf('/');
  return slash === -1 ? undefined : principalId.slice(slash + 1);
};

/** Adds a string unless it is the usual one; a missing one that would be read as usual becomes NULL. */
const addUnlessUsual = (
  members: ItemJson,
  name: string,
  value: string | undefined,
  usual: string | undefined,
): void => {
  if (value === usual) return;
  if (value === undefined) addNull(members, name);
  else addString(members, name, value);
};

/** Writes the members of `summary`. */
export function encodeSummary(record: AuditRecord, truncated: boolean): ItemJson {
  const members = emptyItem();
  const { principal, resources, risk } = record;
  addNumber(members, 'format', ITEM_FORMAT);
  addString(members, 'eventName', record.eventName);
  addUnlessUsual(members, 'eventSource', record.eventSource, usualSource(record.service));
  addUnlessUsual(members, 'service', record.service, SUMMARY_DEFAULTS.service);
  addUnlessUsual(members, 'plane', record.plane, SUMMARY_DEFAULTS.plane);
  addUnlessUsual(members, 'access', record.access, SUMMARY_DEFAULTS.access);
  addUnlessUsual(members, 'category', record.category, SUMMARY_DEFAULTS.category);
  if (record.categories) addStrings(members, 'categories', record.categories);
  addUnlessUsual(members, 'outcome', record.outcome, SUMMARY_DEFAULTS.outcome);
  addStringIf(members, 'errorCode', record.errorCode);
  addStringIf(members, 'accountId', record.accountId);
  addStringIf(members, 'awsRegion', record.region);
  addStringIf(members, 'sourceIPAddress', record.sourceIp);
  addStringIf(members, 'accessKeyId', record.accessKeyId);
  addStringIf(members, 'userAgent', record.userAgent && shortenUserAgent(record.userAgent));
  addString(members, 'principalId', summaryPrincipal(principal.id, record));
  addUnlessUsual(members, 'principalType', principal.type, SUMMARY_DEFAULTS.principalType);
  addUnlessUsual(members, 'principalName', principal.name, usualName(principal.id));
  addStringIf(members, 'sessionName', principal.session);
  addStringIf(members, 'sourceIdentity', principal.sourceIdentity);
  addStringIf(members, 'onBehalfOf', principal.onBehalfOf);
  if (principal.mfa) addTrue(members, 'mfa');
  if (resources.length > 0) {
    const prefix = resourcePrefix(record);
    const listed = resources.slice(0, MAXIMUM_LISTED_RESOURCES);
    addStrings(
      members,
      'resources',
      listed.map((resource) => relativeTo(prefix, resource)),
    );
  }
  if (record.impliedTables) addNumber(members, 'impliedTables', record.impliedTables);
  addStringIf(members, 'originalEventId', record.originalEventId);
  addStringIf(members, 'sharedEventId', record.sharedEventId);
  if (record.cutFields) addStrings(members, 'cutFields', record.cutFields);
  if (risk) {
    addString(members, 'risk', risk.level);
    addStrings(members, 'riskRules', risk.rules);
  }
  if (truncated) addTrue(members, 'truncated');
  return members;
}

/** What `summary` alone says: everything of a record but its id and time. */
export type SummarizedRecord = Omit<AuditRecord, 'eventId' | 'eventTime'>;

type Members = Readonly<Record<string, unknown>>;

const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [name in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [name in Name]: Value });

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Null says that there is none, although one is usual. */
const stringOrUsual = (value: unknown, usual: string | undefined): string | undefined =>
  value === undefined ? usual : string(value);

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((element) => string(element) ?? '') : [];

/** Reads `summary` back; the caller has checked its format. */
export function decodeSummary(summary: Members): SummarizedRecord {
  const text = (name: string) => string(summary[name]);
  const usual = (name: keyof typeof SUMMARY_DEFAULTS) => stringOrUsual(summary[name], SUMMARY_DEFAULTS[name]);
  const service = usual('service') as Service;
  const place = {
    service,
    ...optional('accountId', text('accountId')),
    ...optional('region', text('awsRegion')),
  };
  const principalId = absoluteFrom(principalPrefix(place), text('principalId') ?? '');
  const prefix = resourcePrefix(place);
  const userAgent = text('userAgent');
  const level = text('risk') as RiskLevel | undefined;
  return {
    eventSource: stringOrUsual(summary.eventSource, usualSource(service)) ?? '',
    eventName: text('eventName') ?? '',
    ...place,
    plane: usual('plane') as Plane,
    access: usual('access') as Access,
    ...optional('category', usual('category')),
    ...optional('categories', summary.categories === undefined ? undefined : strings(summary.categories)),
    outcome: usual('outcome') as Outcome,
    ...optional('errorCode', text('errorCode')),
    ...optional('sourceIp', text('sourceIPAddress')),
    ...optional('accessKeyId', text('accessKeyId')),
    ...optional('userAgent', userAgent && wholeUserAgent(userAgent)),
    principal: {
      id: principalId,
      type: usual('principalType') ?? '',
      ...optional('name', stringOrUsual(summary.principalName, usualName(principalId))),
      ...optional('session', text('sessionName')),
      ...optional('sourceIdentity', text('sourceIdentity')),
      ...optional('onBehalfOf', text('onBehalfOf')),
      ...optional('mfa', summary.mfa === true ? (true as const) : undefined),
    },
    resources: strings(summary.resources).map((resource) => absoluteFrom(prefix, resource)),
    ...optional(
      'impliedTables',
      summary.impliedTables === undefined ? undefined : Number(summary.impliedTables),
    ),
    ...optional('originalEventId', text('originalEventId')),
    ...optional('sharedEventId', text('sharedEventId')),
    ...optional('cutFields', summary.cutFields === undefined ? undefined : strings(summary.cutFields)),
    ...optional('risk', level && { level, rules: strings(summary.riskRules) }),
  };
}
