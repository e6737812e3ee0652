import type { AuditRecord } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import { toTime } from '../time';
import type { Around } from './around-answer';
import { mergeSide, type Side, type SideAnswer } from './around-merge';
import { AROUND_REASONS, type AroundReason, findReasons, planAround } from './around-subject';
import type { AroundOptions, PageOptions } from './ask-options';
import type { AuditLog } from './audit-log';
import { DEFAULT_AROUND_MINUTES, MAXIMUM_AROUND_MINUTES, MAXIMUM_PAGE } from './limits';
import type { RecordsPage } from './page';
import type { AuditQuery } from './query';
import { distinct } from './resolved-query';

/** Maximum number of records on each side of the event. */
const SIDE = MAXIMUM_PAGE / 2;

/** What is asked around an event. */
interface AroundLog extends Pick<AuditLog, 'get'> {
  page(query: AuditQuery, options: PageOptions): Promise<RecordsPage>;
}

/**
 * Finds what happened around an event: calls by the same principal, with the same access key, from the same
 * address, and on the same tables.
 * @throws AuditTrailError `NotFound` if there is no such event; `InvalidArgument` if minutes is out of bounds
 */
export async function findAround(
  log: AroundLog,
  eventId: string,
  { minutes = DEFAULT_AROUND_MINUTES, signal, ...place }: AroundOptions = {},
): Promise<Around> {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAXIMUM_AROUND_MINUTES) {
    throw new AuditTrailError(
      'InvalidArgument',
      `minutes must be a whole number between 1 and ${MAXIMUM_AROUND_MINUTES}, but is ${minutes}.`,
    );
  }
  const variants = await log.get(eventId, { ...place, signal });
  const { subject, leftOut } = planAround(variants);
  const ranges = toRanges(variants, minutes);
  const asked = AROUND_REASONS.filter((reason) => subject[reason].length > 0);

  const refused: string[] = [];
  const ask = async (reason: AroundReason, side: Side): Promise<SideAnswer[]> => {
    const filter = reason === 'table' ? 'resource' : reason;
    const query = { ...ranges[side], [filter]: subject[reason], partial: true };
    try {
      return [{ reason, side, page: await log.page(query, { limit: SIDE, signal }) }];
    } catch (error) {
      // An event can hold a value that no query accepts. The other questions are still answered.
      if (!(error instanceof AuditTrailError) || error.code === 'ServiceFailed') throw error;
      refused.push(`${reason}: ${error.message}`);
      return [];
    }
  };
  const [before, after] = await Promise.all([
    Promise.all(asked.map((reason) => ask(reason, 'before'))).then((answers) => answers.flat()),
    Promise.all(asked.map((reason) => ask(reason, 'after'))).then((answers) => answers.flat()),
  ]);
  const sides = [mergeSide('after', after, SIDE), mergeSide('before', before, SIDE)];
  const gaps = before.flatMap(({ reason, page }) =>
    page.incomplete === undefined ? [] : [`${reason}: ${page.incomplete}.`],
  );
  const notices = [...before, ...after].flatMap(({ page }) => page.notices ?? []);
  return {
    eventId,
    since: ranges.before.since,
    until: ranges.after.until,
    records: sides
      .flatMap(({ records }) => records)
      .map((record) => ({ ...record, reasons: findReasons(record, subject) })),
    leftOut: distinct([
      ...leftOut,
      ...refused,
      ...gaps,
      ...notices,
      ...sides.flatMap((side) => side.leftOut),
    ]),
    searched: before.map(({ reason, page }) => ({
      reason,
      values: subject[reason],
      index: page.searched.index,
      entries: page.searched.entries + countEntries(after, reason),
    })),
  };
}

const countEntries = (answers: readonly SideAnswer[], reason: AroundReason): number =>
  answers.find((answer) => answer.reason === reason)?.page.searched.entries ?? 0;

/** The times to search on each side. Variants of an event can have different times. */
function toRanges(variants: readonly AuditRecord[], minutes: number) {
  const times = variants.map(({ eventTime }) => Date.parse(eventTime));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  // A bound is exclusive at its end, so a second is added to include the last one.
  const middle = toTime(last + 1_000);
  return {
    before: { since: toTime(first - minutes * 60_000), until: middle, order: 'desc' },
    after: { since: middle, until: toTime(last + minutes * 60_000 + 1_000), order: 'asc' },
  } as const;
}
