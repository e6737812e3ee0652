import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import type { ReadBudget } from './read-budget';

/** Number of records of a page, unless given. */
export const DEFAULT_PAGE = 50;
/** Maximum number of records of a page: about a megabyte of JSON. */
export const MAXIMUM_PAGE = 1_000;
/** Maximum number of calls of a page with the items that they name: each is one event to read. */
export const MAXIMUM_NAMED_ITEMS_PAGE = 200;
/** Number of entries of a page of a list, unless given. */
export const DEFAULT_LIST_PAGE = 1_000;
/** Maximum number of entries of a page of a list. */
export const MAXIMUM_LIST_PAGE = 10_000;
/** Maximum number of groups of a page of activity: some megabytes of JSON. */
export const MAXIMUM_ACTIVITY_PAGE = 10_000;
/** Number of values of a facet, unless given. */
export const DEFAULT_FACET_VALUES = 20;
/** Maximum number of values of a facet. */
export const MAXIMUM_FACET_VALUES = 1_000;
/** Minutes before and after an event, unless given. */
export const DEFAULT_AROUND_MINUTES = 15;
/** A day. */
export const MAXIMUM_AROUND_MINUTES = 1_440;

/** Minutes that CloudTrail may take to deliver an event, unless more were measured or given. */
export const DEFAULT_LATENESS_MINUTES = 30;
/** A day. */
export const MAXIMUM_LATENESS_MINUTES = 1_440;
/** How long an answer waits to learn how complete it is. */
export const COVERAGE_MILLISECONDS = 5_000;

/** Hours after which a place without deliveries is silent, unless given: in some Regions nothing happens at night. */
export const DEFAULT_SILENT_HOURS = 24;
/** A month. */
export const MAXIMUM_SILENT_HOURS = 744;
/** How long one answer about all files, or about the deliveries of all places, may take over HTTP. */
export const LONGEST_ANSWER_SECONDS = 20;

/** Maximum number of entries that are looked at for one page of a store that charges for each. */
export const PAGE_ENTRIES = 20_000;
const PAGE_MILLISECONDS = 10_000;
/** Maximum number of log files that are read for one page. */
export const PAGE_FILES = 64;
/** Maximum number of their uncompressed bytes: 256 MB. */
const PAGE_FILE_BYTES = 256 * 1_024 * 1_024;

/**
 * What one page, explanation or summary may read of a store.
 * @param maximumFiles number of log files, if fewer than the store allows
 */
export const pageBudget = (
  { entryBudget, fileBudget = PAGE_FILES }: Pick<AuditStore, 'entryBudget' | 'fileBudget'>,
  maximumFiles = fileBudget,
): ReadBudget => ({
  entries: entryBudget,
  files: Math.min(fileBudget, maximumFiles),
  fileBytes: PAGE_FILE_BYTES,
  until: Date.now() + PAGE_MILLISECONDS,
});

/** @throws AuditTrailError `InvalidArgument` if a limit is not a whole number from 1 to the maximum */
export const checkLimit = (limit: number, maximum: number): number => checkBetween('limit', limit, maximum);

/** @throws AuditTrailError `InvalidArgument` if a value is not a whole number from the minimum to the maximum */
export function checkBetween(name: string, value: number, maximum: number, minimum = 1): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new AuditTrailError(
    'InvalidArgument',
    `${name} must be between ${minimum} and ${maximum}, but is ${value}.`,
  );
}
