import type { AskedOperation } from './asked-operations';
import { type LoggedSpan, toLoggedSpans } from './logging-history';
import type { LoggingSubject } from './logging-subjects';
import { joinNames } from './logging-words';
import type { TrailLogging } from './trail-logging';
import { isInScope } from './trail-scope';

/** Subjects of which the same is logged. */
export interface LoggedGroup {
  readonly label: string;
  readonly isTable: boolean;
  readonly status: LoggedSpan['status'];
  /** Since when it is in the state that it has at the end of the range. */
  readonly since: string;
  /** The spans of the range. The last begins before the range if it is logged for longer. */
  readonly spans: readonly (LoggedSpan & { readonly isLast: boolean })[];
}

/** Says of subjects what is logged of them in a range of event times. Those that are alike are one group. */
export function groupSubjects(
  subjects: readonly LoggingSubject[],
  trails: readonly TrailLogging[],
  range: { readonly since: string; readonly until: string },
  operations: readonly AskedOperation[],
): LoggedGroup[] {
  const selectors = trails.flatMap(({ selectors }) => selectors);
  const known = new Map<string, LoggedSpan[]>();
  const groups = new Map<string, { labels: string[]; isTable: boolean; spans: LoggedSpan[] }>();
  for (const { label, place, isTable, toKey, select } of subjects) {
    const scope = trails.map((one) => Number(isInScope(one, place))).join('');
    const key = `${scope}/${toKey(selectors)}`;
    const spans = known.get(key) ?? toLoggedSpans(trails, place, range, operations, select);
    known.set(key, spans);
    const name = JSON.stringify(spans);
    const group = groups.get(name);
    if (group) group.labels.push(label);
    else groups.set(name, { labels: [label], isTable, spans });
  }
  return [...groups.values()].map(({ labels, isTable, spans }) => {
    const inRange = spans.filter(({ until }) => until > range.since);
    const asked = inRange.length > 0 ? inRange : spans.slice(-1);
    const statuses = new Set(asked.map(({ status }) => status));
    return {
      label: joinNames(labels),
      isTable,
      status: statuses.size === 1 ? asked[0]!.status : statuses.has('unknown') ? 'unknown' : 'partly',
      since: asked.at(-1)!.since,
      spans: asked.map((one, index) => ({
        ...one,
        ...(one.status !== 'logged' && one.since < range.since && { since: range.since }),
        isLast: index === asked.length - 1,
      })),
    };
  });
}
