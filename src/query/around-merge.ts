import type { AuditRecord } from '../audit/audit-record';
import { canonicalJson } from '../audit/canonical-json';
import type { AroundReason } from './around-subject';
import { countWords } from './format-count';
import type { RecordsPage } from './page';

/** `before` includes the second of the event itself. */
export type Side = 'before' | 'after';

/** The answer to one question on one side of the event: the nearest records first. */
export interface SideAnswer {
  readonly reason: AroundReason;
  readonly side: Side;
  readonly page: RecordsPage;
}

/** Records on one side of an event, and what they lack. */
export interface MergedSide {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** Sentences. */
  readonly leftOut: readonly string[];
}

const newestFirst = (one: AuditRecord, other: AuditRecord): number => {
  if (one.eventTime !== other.eventTime) return one.eventTime < other.eventTime ? 1 : -1;
  return one.eventId < other.eventId ? -1 : 1;
};

/** Each record once. Variants of an event are different records. */
function mergeRecords(lists: readonly (readonly AuditRecord[])[]): AuditRecord[] {
  const byContent = new Map<string, AuditRecord>();
  for (const record of lists.flat()) byContent.set(String(canonicalJson(record)), record);
  return [...byContent.values()].sort(newestFirst);
}

/** Merges the answers on one side, and keeps the records that are nearest to the event. */
export function mergeSide(side: Side, answers: readonly SideAnswer[], limit: number): MergedSide {
  const all = mergeRecords(answers.map(({ page }) => page.records));
  const records = side === 'before' ? all.slice(0, limit) : all.slice(-limit);
  const cut = all.length - records.length;
  const farthest = (side === 'before' ? records.at(-1) : records[0])?.eventTime;
  return {
    records,
    leftOut: [
      ...answers.flatMap((answer) => describeRest(answer, limit)),
      ...(cut > 0
        ? [
            `${cut} ${cut === 1 ? 'record' : 'records'} at or ${side} ${farthest}, because the answer has at most ${limit} ${side} the event.`,
          ]
        : []),
    ],
  };
}

/** What a page left unread. */
function describeRest({ reason, side, page }: SideAnswer, limit: number): string[] {
  if (page.nextToken === undefined) return [];
  const why =
    page.records.length >= limit
      ? `there are more than ${limit} ${side} the event`
      : `reading stopped after ${describeRead(page)}`;
  const last = page.records.at(-1)?.eventTime;
  const which = last === undefined ? `${side} the event` : `at or ${side} ${last}`;
  return [`${reason}: records ${which}, because ${why}.`];
}

const describeRead = ({ searched: { entries, files } }: RecordsPage): string =>
  `${countWords(entries, 'entry', 'entries')}${files === undefined ? '' : ` and ${countWords(files, 'log file')}`}`;
