import * as z from 'zod';
import type { AuditStore } from './audit-store';
import { parseInput } from './parse-input';
import { MAXIMUM_VALUES, parseTimeRange, querySchema } from './query';
import { resolveTables } from './resolve-tables';
import { TIME_FORMS } from './time';
import type { TimeRange } from './time-range';
import { checkTimeZone } from './time-zone';

const { timeZone, table, altered } = querySchema.shape;
const time = (description: string) =>
  z.string().min(1).max(64).optional().describe(`${description}: ${TIME_FORMS}.`);

/** Where to look for an event. The client's type, the HTTP parameters and their descriptions derive from it. */
export const eventPlaceSchema = z.strictObject({
  since: time('Look for an event without a record among calls since this time, inclusive'),
  until: time('Look for an event without a record among calls before this time'),
  timeZone,
  table: table.describe(
    `Look for an event without a record among calls on these tables: names, ARNs or prefixes that end in \`*\`, at most ${MAXIMUM_VALUES}.`,
  ),
  altered: altered.describe(
    'Show an event without a record as its log file has it now, if that changed after it was ingested. Default: false.',
  ),
});

/**
 * Where to look for an event that has no record of its own: `eventTime` and table of a record in an answer. An event with a
 * record is found without it.
 */
export type EventPlace = z.input<typeof eventPlaceSchema>;

/** A place whose names are resolved and times are fixed. */
export interface ResolvedPlace {
  readonly range: TimeRange;
  /** ARNs. Absent: all tables. */
  readonly tables?: readonly string[];
  readonly altered: boolean;
  /** Whether anything narrows the search. */
  readonly isNarrowed: boolean;
}

/** @throws AuditTrailError `InvalidArgument` `NotFound` `Ambiguous` */
export async function resolvePlace(
  store: AuditStore,
  given: EventPlace,
  signal: AbortSignal | undefined,
): Promise<ResolvedPlace> {
  const { table: asked, altered = false, ...times } = parseInput(eventPlaceSchema, given);
  if (times.timeZone !== undefined) checkTimeZone(times.timeZone);
  const range = parseTimeRange(times, Date.now());
  const context = { store, signal, accounts: undefined, regions: undefined };
  const tables = asked && (await resolveTables(asked, context)).values;
  const isNarrowed = tables !== undefined || range.since !== undefined || range.until !== undefined;
  return { range, ...(tables && { tables }), altered, isNarrowed };
}
