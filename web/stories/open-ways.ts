import { findTable } from '../place/stories';
import { shortName } from '../text/words';
import type { Line, StoryTimes } from './answer';
import { findSpan } from './calls';
import { describeStep, STEP_WORDS, type Step } from './steps';
import type { TableFacts } from './table-facts';

/** Ways out of a table that stay open until they are closed, by the calls that open and close them. */
const WAYS = [
  { open: 'shared', closed: 'unshared', endsWithTable: true, words: 'A resource policy is in force' },
  { open: 'streamed', closed: 'streamEnded', endsWithTable: true, words: 'Changes are streamed' },
  { open: 'replicated', closed: 'replicaRemoved', endsWithTable: false, words: 'There may be replicas' },
] as const;

const isDone = ({ last }: Step): boolean => last.outcome === 'succeeded';

/** The latest steps that opened a way out of a table, unless a later one closed it. */
export const findOpen = (
  steps: readonly Step[],
): readonly { readonly step: Step; readonly words: string }[] => {
  const done = steps.filter(isDone);
  return WAYS.flatMap(({ open, closed, endsWithTable, words }) => {
    const step = done.findLast(
      ({ kind }) => kind === open || kind === closed || (endsWithTable && kind === 'deleted'),
    );
    return step?.kind === open ? [{ step, words }] : [];
  });
};

/** Whether something that was opened is still open, and what happened last. */
export function tellWhatIsOpen(facts: TableFacts, times: StoryTimes): Line[] {
  const { tables, steps, groups, words } = facts;
  const { format, range } = times;
  // What ends with one table does not end with another of its name.
  const found = tables.flatMap((table) =>
    findOpen(
      tables.length === 1
        ? steps
        : steps.filter(({ first }) => first.resources?.some((one) => findTable(one) === table)),
    ),
  );
  const open = [...new Map(found.map((one) => [one.step.last.eventId, one])).values()].map((one): Line => {
    const since = `${describeStep(one.step, words)}, ${format(one.step.last.eventTime)}`;
    return {
      text: `${one.words}: ${since}. No call since ended it.`,
      event: one.step.last.eventId,
      tone: 'bad',
    };
  });
  const kept = steps.filter((step) => isDone(step) && (step.kind === 'exported' || step.kind === 'copied'));
  const keptKinds = [...new Set(kept.map(({ kind }) => STEP_WORDS[kind].toLowerCase()))].join(' or ');
  return [
    ...toLast(facts, times),
    ...open,
    ...(kept.length > 0
      ? [
          {
            text: `What was ${keptKinds} stays where it is, also after the table is deleted.`,
            tone: 'bad' as const,
          },
        ]
      : []),
    ...(open.length === 0 && (steps.length > 0 || groups.length > 0)
      ? [{ text: `Found no policy, stream or replica that was opened ${range} and is still there.` }]
      : []),
    ...(open.length === 0
      ? [
          {
            text: 'What was opened before is not in these calls. Check the table itself.',
            tone: 'note' as const,
          },
        ]
      : []),
  ];
}

function toLast({ steps, groups }: TableFacts, { format, range }: StoryTimes): Line[] {
  const change = steps.at(-1)?.last;
  const touched = findSpan(groups.map(({ last }) => last))?.last;
  const by = touched && groups.find(({ last }) => last === touched);
  if (!change && !by) return [{ text: `Found no call ${range}.`, tone: 'note' }];
  return [
    ...(change
      ? [
          {
            text: `Last change: ${change.eventName} by ${shortName(change.principal.id)}, ${format(change.eventTime)}.`,
            event: change.eventId,
          },
        ]
      : []),
    ...(by
      ? [{ text: `Last read or write: ${by.eventName} by ${shortName(by.principal)}, ${format(by.last)}.` }]
      : []),
  ];
}
