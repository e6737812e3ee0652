import type { AuditRecord, Service } from '../../audit/audit-record';
import { principalPrefix, relativeTo } from './relative-arn';

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
 * | `resources` | list of the first 100, relative to account and Region (see `relative-arn.ts`) | none |
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

/** The event source of a service, unless the record says otherwise. */
export const usualSource = (service: Service): string =>
  service === 'dax' ? 'dax.amazonaws.com' : 'dynamodb.amazonaws.com';

/** The name of a principal with this id, unless the record says otherwise. */
export const usualName = (principalId: string): string | undefined => {
  const slash = principalId.lastIndexOf('/');
  return slash === -1 ? undefined : principalId.slice(slash + 1);
};
