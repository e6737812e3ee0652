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
 * `attribute_not_exists(summary.plane)`. docs/data-model.md describes every attribute, for readers in any
 * language; `npm run generate:data-model` writes its table.
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
