import * as z from 'zod';
import type { Change } from '../audit/record-changes';
import type { LeftEvent, StoredPlan } from './plan-event';
import type { EventWork } from './write-event';

const changeSchema = z.object({
  kind: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
}) satisfies z.ZodType<Change>;

/** What a run has found so far. */
export const countsSchema = z.object({
  /** Items of the table that were looked at. Not all of them are events. */
  items: z.int(),
  events: z.int(),
  /** Events that were changed, or would be. */
  changed: z.int(),
  /** Events that stay as they are, because they cannot be read again. */
  left: z.int(),
  /** `eventTime` of the latest of them. */
  lastLeft: z.string().optional(),
  /** Link items that no longer apply. */
  staleLinks: z.int(),
  /** Write units of the changes, by DynamoDB's rules. */
  writeUnits: z.number(),
  /** Read units that DynamoDB has charged for reading the table. */
  readUnits: z.number(),
  /** Events by what they change. */
  kinds: z.record(z.string(), z.int()),
  /** The first ten events that change. */
  examples: z.array(
    z.object({
      eventId: z.string(),
      eventTime: z.string(),
      eventName: z.string(),
      changes: z.array(changeSchema),
    }),
  ),
  /** The first ten events that are left as they are, and why. */
  leftExamples: z.array(z.object({ eventId: z.string(), reason: z.string() })),
});
export type ReindexCounts = z.output<typeof countsSchema>;

export const noCounts = (): ReindexCounts => ({
  ...{ items: 0, events: 0, changed: 0, left: 0, staleLinks: 0, writeUnits: 0, readUnits: 0 },
  ...{ kinds: {}, examples: [], leftExamples: [] },
});

const MAXIMUM_EXAMPLES = 10;

/** Counts an event that changes. */
export function countChanged(
  counts: ReindexCounts,
  { record }: StoredPlan,
  { changes, staleLinks, writeUnits }: EventWork,
): void {
  counts.changed += 1;
  counts.staleLinks += staleLinks.length;
  counts.writeUnits += writeUnits;
  for (const { kind } of changes) counts.kinds[kind] = (counts.kinds[kind] ?? 0) + 1;
  if (counts.examples.length === MAXIMUM_EXAMPLES) return;
  const { eventId, eventTime, eventName } = record;
  counts.examples.push({ eventId, eventTime, eventName, changes: [...changes] });
}

/** Counts an event that is left as it is. */
export function countLeft(
  counts: ReindexCounts,
  { eventId, reason }: Pick<LeftEvent, 'eventId' | 'reason'>,
  eventTime: string,
): void {
  counts.left += 1;
  if (counts.lastLeft === undefined || eventTime > counts.lastLeft) counts.lastLeft = eventTime;
  if (counts.leftExamples.length < MAXIMUM_EXAMPLES) counts.leftExamples.push({ eventId, reason });
}
