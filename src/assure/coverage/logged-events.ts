import type { Plane } from '../../audit/audit-record';
import type { LoggedDataEvents } from './answer-coverage';
import { toAskedIdentities } from './asked-identities';
import { type AskedOperation, askedOperations, type OperationFilter } from './asked-operations';
import type { CoveragePlace } from './known-coverage';
import { groupSubjects, type LoggedGroup } from './logged-groups';
import {
  type LoggingSubject,
  managementSubjects,
  placeSubjects,
  placesOfTables,
  placesOfTrails,
  tableSubjects,
} from './logging-subjects';
import { formatLoggingTime, nameOperations } from './logging-words';
import type { TrailLogging } from './trail-logging';

/** What a question asks for, as far as it decides whether trails log it. */
export interface LoggingQuestion extends OperationFilter {
  /** Range of event times, as ISO 8601: `since` inclusive, `until` exclusive. */
  readonly since: string;
  readonly until: string;
  /** ARNs of tables, or of their indexes and streams. Default: all tables of the places. */
  readonly tables?: readonly string[] | undefined;
  /** Accounts and Regions that the question is about. Default: those of the tables, or of the trails. */
  readonly places?: readonly CoveragePlace[] | undefined;
  /** Stable ids of principals. Default: anyone. */
  readonly principals?: readonly string[] | undefined;
  /** Default: both. */
  readonly planes?: readonly Plane[] | undefined;
}

/** Whether what a question asks for is logged. */
export interface LoggingAnswer {
  /** `logged` if all that the question asks for is. */
  readonly status: LoggedDataEvents['status'];
  /** Of the data events. Absent if the question is not about them. */
  readonly data?: LoggedDataEvents;
  /** What is logged, such as `Reads and writes of items of Orders: logged since 2026-03-01.` */
  readonly sentences: readonly string[];
  /** Those of the sentences that keep an answer from being proven. Each has its span. */
  readonly reasons: readonly string[];
}

/** Sentences about one plane. */
const MAXIMUM_SENTENCES = 20;

/** Says whether trails log the events that a question asks for. An event is logged if one of the trails logs it. */
export function findLoggedEvents(trails: readonly TrailLogging[], question: LoggingQuestion): LoggingAnswer {
  const { planes = ['data', 'control'], tables } = question;
  const answers = planes.flatMap((plane) => answerPlane(plane, trails, question) ?? []);
  const data = answers.find(({ plane }) => plane === 'data');
  return {
    status: joinStatus(answers.map(({ status }) => status)),
    ...(data && {
      data: {
        status: data.status,
        ...(data.status === 'logged' && data.since !== undefined && { since: data.since }),
        ...(tables && { tables }),
      },
    }),
    sentences: answers.flatMap(({ sentences }) => sentences),
    reasons: answers.flatMap(({ reasons }) => reasons),
  };
}

/** Nothing is asked of a plane without operations. */
function answerPlane(plane: Plane, trails: readonly TrailLogging[], question: LoggingQuestion) {
  const operations = askedOperations(plane, question);
  const subjects = operations.length > 0 ? toSubjects(plane, operations, trails, question) : [];
  if (subjects.length === 0 && (question.tables || operations.length === 0)) return undefined;
  const groups = groupSubjects(subjects, trails, question, operations);
  if (groups.length === 0)
    return { plane, status: 'unknown', sentences: [NO_TRAIL_READ], reasons: [NO_TRAIL_READ] } as const;
  const sentences = describe(plane, groups, operations);
  return {
    plane,
    status: joinStatus(groups.map(({ status }) => status)),
    since: groups
      .map(({ since }) => since)
      .sort()
      .at(-1),
    sentences: toTexts(sentences),
    reasons: toTexts(sentences.filter(({ isLogged }) => !isLogged)),
  } as const;
}

/** What is said if nothing is known of any trail. */
export const NO_TRAIL_READ =
  'What trails log is not known: no trail has been read. A deployed audit reads them nightly; for a data folder, use verify with --event-selectors.';

function toSubjects(
  plane: Plane,
  operations: readonly AskedOperation[],
  trails: readonly TrailLogging[],
  { tables, places, principals }: LoggingQuestion,
): LoggingSubject[] {
  const asked = { operations, identities: principals && toAskedIdentities(principals) };
  if (plane === 'data' && tables) return tableSubjects(tables, asked);
  const named = places?.length ? places : tables ? placesOfTables(tables) : placesOfTrails(trails);
  return plane === 'data' ? placeSubjects(named, asked) : managementSubjects(named, asked);
}

/** One status of several: what they agree on; else unknown if one is, and otherwise partly. */
function joinStatus(all: readonly LoggedDataEvents['status'][]): LoggedDataEvents['status'] {
  const [first = 'logged', ...rest] = [...new Set(all)];
  if (rest.length === 0) return first;
  return all.includes('unknown') ? 'unknown' : 'partly';
}

interface Sentence {
  readonly text: string;
  readonly isLogged: boolean;
}

function describe(
  plane: Plane,
  groups: readonly LoggedGroup[],
  operations: readonly AskedOperation[],
): Sentence[] {
  const names = nameOperations(operations, askedOperations(plane));
  const what = names.charAt(0).toUpperCase() + names.slice(1);
  const isOne = groups.length === 1;
  return groups.flatMap(({ label, isTable, spans }) => {
    const tables = isTable ? label : `all tables${isOne ? '' : ` in ${label}`}`;
    const management = `management events${isOne ? '' : ` in ${label}`}`;
    const subject = plane === 'data' ? `${what} of items of ${tables}` : `${what} in ${management}`;
    return spans.map((span) => ({
      text: `${subject}: ${describeSpan(span)}.`,
      isLogged: span.status === 'logged',
    }));
  });
}

function toTexts(sentences: readonly Sentence[]): string[] {
  const shown = sentences.slice(0, MAXIMUM_SENTENCES).map(({ text }) => text);
  const rest = sentences.length - shown.length;
  return rest > 0 ? [...shown, `${rest} more spans are not listed.`] : shown;
}

function describeSpan({ status, since, until, details, isLast }: LoggedGroup['spans'][number]): string {
  const span = `from ${formatLoggingTime(since)} until ${formatLoggingTime(until)}`;
  if (status === 'logged') return isLast ? `logged since ${formatLoggingTime(since)}` : `logged ${span}`;
  const words = { partly: 'partly logged', off: 'not logged', unknown: 'not known' }[status];
  return `${words} ${span}${details && `: ${details}`}`;
}
