import { hourAfter } from '../../activity/activity-group';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import type { HourRange } from '../../store/ledger/activity-ledger';
import { HOUR_MS, toTime } from '../../time';
import type { Order, TimeRange } from '../time-range';

/** All entries of a table that are about one hour. */
export interface TableHour {
  /** Start of the hour, as groups have it. */
  readonly hour: string;
  readonly entries: readonly ActivityEntry[];
}

/** Most questions are about the newest hours, or need no more than those for their first page. */
const FIRST_HOURS = 6;
/** About as many as a page of DynamoDB has of a table with a file each five minutes. */
const SLICE_HOURS = 60;
/** After so many slices, the rest is read as one: a year and more. */
const MAXIMUM_SLICES = 200;

/** `2026-03-14T02` */
const toHourName = (time: string): string => time.slice(0, 13);

/**
 * Divides a time range of whole hours into slices, newest first, which can be read at the same time. Oldest first, it is one
 * slice.
 * @param now epoch milliseconds
 */
export function sliceHours({ since, until }: TimeRange, now: number, order: Order = 'desc'): HourRange[] {
  if (since !== undefined && until !== undefined && since >= until) return [];
  if (order === 'asc') return [toHours(since, until)];
  const slices: HourRange[] = [];
  let end = until;
  let hours = FIRST_HOURS;
  while (slices.length < MAXIMUM_SLICES) {
    const start = toTime(Date.parse(end ?? hourAfter(toTime(now))) - hours * HOUR_MS);
    if (since === undefined ? slices.length > 0 : start <= since) break;
    slices.push(toHours(start, end));
    end = start;
    hours = SLICE_HOURS;
  }
  return [...slices, toHours(since, end)];
}

/** The hours of a range, whose bounds are both inclusive. */
const toHours = (since: string | undefined, until: string | undefined): HourRange => ({
  ...(since !== undefined && { since: toHourName(since) }),
  ...(until !== undefined && { until: toHourName(toTime(Date.parse(until) - 1_000)) }),
});

/**
 * Reads the entries of a table hour by hour.
 * @param slices hours, in the order that they are read
 * @param ahead how many further slices are begun once the first has been read
 */
export async function* readTableHours(
  read: (hours: HourRange) => AsyncGenerator<readonly ActivityEntry[]>,
  slices: readonly HourRange[],
  ahead: number,
): AsyncGenerator<TableHour> {
  let pending: ActivityEntry[] = [];
  for await (const page of readSlices(read, slices, ahead)) {
    for (const entry of page) {
      if (pending[0] && pending[0].hour !== entry.hour) {
        yield toTableHour(pending);
        pending = [];
      }
      pending.push(entry);
    }
  }
  if (pending.length > 0) yield toTableHour(pending);
}

const toTableHour = (entries: readonly ActivityEntry[]): TableHour => ({
  hour: `${entries[0]!.hour}:00:00Z`,
  entries,
});

/** The pages of slices in their order. Of the slices ahead, the first page is read early. */
async function* readSlices(
  read: (hours: HourRange) => AsyncGenerator<readonly ActivityEntry[]>,
  slices: readonly HourRange[],
  ahead: number,
): AsyncGenerator<readonly ActivityEntry[]> {
  const begun = slices.map((hours) => ({ pages: read(hours), first: undefined as FirstPage | undefined }));
  const begin = (index: number) => {
    const slice = begun[index];
    if (!slice || slice.first) return;
    slice.first = slice.pages.next();
    // A failure is thrown when the slice has its turn.
    slice.first.catch(() => {});
  };
  for (const [index, slice] of begun.entries()) {
    begin(index);
    if (index > 0) for (let next = 1; next <= ahead; next += 1) begin(index + next);
    const first = await slice.first!;
    if (first.done) continue;
    yield first.value;
    yield* slice.pages;
  }
}

type FirstPage = Promise<IteratorResult<readonly ActivityEntry[], unknown>>;
