import type { EventRecord } from '../api/questions';
import { findTable } from '../place/stories';
import { countWords, shortName } from '../text/words';
import type { Line, StoryAnswer, StoryTimes } from './answer';
import { type ActivityGroup, countCalls, describeCalls, groupBy } from './calls';
import { tellWhatIsOpen } from './open-ways';
import { describeStep, LEAVING, type Step } from './steps';
import type { TableFacts } from './table-facts';

/** Most lines of an answer. */
const SHOWN = 6;

/** The five answers that a table's life opens with. */
export const answerTable = (facts: TableFacts, times: StoryTimes): StoryAnswer[] => [
  { question: 'Which data?', lines: tellWhich(facts, times) },
  { question: 'Who?', lines: tellWho(facts, times) },
  { question: 'How much?', lines: tellHowMuch(facts, times) },
  { question: 'Did it leave?', lines: tellLeaving(facts, times) },
  { question: 'Is it still going on?', lines: tellWhatIsOpen(facts, times) },
];

const isDone = ({ last }: Step): boolean => last.outcome === 'succeeded';

function tellWhich({ tables, steps, words }: TableFacts, { format }: StoryTimes): Line[] {
  const parts = new Set(steps.flatMap(({ first }) => first.resources ?? []).filter((one) => toPart(one)));
  const counts = [...groupBy(parts, (part) => toPart(part) ?? '')].map(([kind, ones]) =>
    countWords(ones.length, kind, kind === 'index' ? 'indexes' : undefined),
  );
  const ended = steps.findLast(
    (step) => isDone(step) && (step.kind === 'deleted' || step.kind === 'created'),
  );
  return [
    ...shorten(tables, 'table').map((table) => ({
      text: table.startsWith('arn:') ? describeTable(table) : table,
    })),
    ...(counts.length > 0 ? [{ text: `Changes named ${counts.join(', ')}.` }] : []),
    ...(ended?.kind === 'deleted'
      ? [
          {
            text: `${describeStep(ended, words)}, ${format(ended.last.eventTime)}.`,
            event: ended.last.eventId,
            tone: 'bad' as const,
          },
        ]
      : []),
  ];
}

const toPart = (resource: string): string | undefined =>
  /:table\/[^/]+\/(backup|export|import|index|stream)\//.exec(resource)?.[1];

function describeTable(arn: string): string {
  const [, , , region, account] = arn.split(':');
  return `${shortName(arn)} of account ${account} in ${region}.`;
}

function tellWho({ steps, groups }: TableFacts, { range }: StoryTimes): Line[] {
  const changes = new Map<string, number>();
  for (const { first, count } of steps) {
    changes.set(first.principal.id, (changes.get(first.principal.id) ?? 0) + count);
  }
  const calls = groupBy(groups, ({ principal }) => principal);
  const people = [...new Set([...changes.keys(), ...calls.keys()])];
  if (people.length === 0) return [{ text: `Found nobody ${range}.`, tone: 'note' }];
  const lines = people.map((principal): Line => {
    const changed = changes.get(principal) ?? 0;
    const words = [
      changed > 0 && countWords(changed, 'change'),
      describeCalls(countCalls(calls.get(principal) ?? [])),
    ];
    return {
      text: `${shortName(principal)}: ${words.filter(Boolean).join(', ')}.`,
      about: { view: 'principal', value: principal },
    };
  });
  return shortenLines(lines, 'principal');
}

function tellHowMuch({ groups, unlogged }: TableFacts, { range }: StoryTimes): Line[] {
  const notes = unlogged.map((text): Line => ({ text, tone: 'note' }));
  const counts = countCalls(groups);
  const words = describeCalls(counts);
  if (!words) return [{ text: `Found no read or write of its items ${range}.` }, ...notes];
  return [
    { text: `${words}.` },
    ...(counts.scans > 0
      ? [
          {
            text: `${countWords(counts.scans, 'Scan')} read it from end to end, or a part of that.`,
            tone: 'bad' as const,
          },
        ]
      : []),
    { text: 'Events do not say how many items a Scan or a Query returned.', tone: 'note' },
    ...notes,
  ];
}

function tellLeaving({ steps, groups, words }: TableFacts, { format, range }: StoryTimes): Line[] {
  const leaving = steps.filter(({ kind }) => LEAVING.has(kind));
  const lines = leaving.map((step): Line => {
    const text = `${describeStep(step, words)}, ${format(step.last.eventTime)}`;
    return isDone(step)
      ? { text: `${text}.`, event: step.last.eventId, tone: 'bad' }
      : { text: `Tried, and ${step.last.outcome}: ${text}.`, event: step.last.eventId };
  });
  const hasRead = groups.some((group) => group.outcome === 'succeeded' && countCalls([group]).reads > 0);
  return [
    ...(lines.length > 0
      ? shortenLines(lines.toReversed(), 'call')
      : [{ text: `Found no export, copy, replica, stream or policy ${range}.` }]),
    ...(hasRead ? [{ text: 'Whoever reads items can keep them, too.', tone: 'note' as const }] : []),
  ];
}

function shorten(values: readonly string[], noun: string): string[] {
  const more = values.length - SHOWN;
  return more > 0 ? [...values.slice(0, SHOWN), `${countWords(more, `more ${noun}`)}.`] : [...values];
}

function shortenLines(lines: readonly Line[], noun: string): Line[] {
  const more = lines.length - SHOWN;
  return more > 0
    ? [...lines.slice(0, SHOWN), { text: `${countWords(more, `more ${noun}`)} below.` }]
    : [...lines];
}

/** ARNs of the tables that a table filter means, as far as calls name them. */
export function findTables(
  asked: string,
  changes: readonly EventRecord[],
  groups: readonly ActivityGroup[],
): string[] {
  if (asked.startsWith('arn:')) return [findTable(asked) ?? asked];
  const named = [
    ...changes.flatMap(({ resources = [] }) => resources.flatMap((one) => findTable(one) ?? [])),
    ...groups.map(({ table }) => table),
  ];
  const matches = (table: string) =>
    asked.endsWith('*') ? shortName(table).startsWith(asked.slice(0, -1)) : shortName(table) === asked;
  const found = [...new Set(named)].filter(matches);
  return found.length > 0 ? found : [asked];
}
