import { shortName } from '../text/words';
import type { Line, StoryTimes } from './answer';
import { findSpan } from './calls';
import { describeStep, STEP_WORDS } from './steps';
import type { TableFacts } from './table-facts';

/** Ways out of a table that stay open until they are closed, by the calls that open and close them. */
const WAYS = [
  { open: 'shared', closed: 'unshared', words: 'A resource policy is in force' },
  { open: 'streamed', closed: 'streamEnded', words: 'Changes are streamed' },
  { open: 'replicated', closed: undefined, words: 'Replicas may exist' },
] as const;

/** Whether something that was opened is still open, and what happened last. */
export function tellWhatIsOpen(facts: TableFacts, times: StoryTimes): Line[] {
  const { steps, groups, words } = facts;
  const { format, range } = times;
  const done = steps.filter(({ last }) => last.outcome === 'succeeded');
  const deleted = done.findLastIndex(({ kind }) => kind === 'deleted');
  // With the table, its policy and its streams are gone.
  const living = done.slice(deleted + 1);
  const open = WAYS.flatMap((way): Line[] => {
    const step = living.findLast(({ kind }) => kind === way.open || kind === way.closed);
    if (step?.kind !== way.open) return [];
    const since = `${describeStep(step, words)}, ${format(step.last.eventTime)}`;
    return [
      { text: `${way.words}: ${since}. No call since ended it.`, event: step.last.eventId, tone: 'bad' },
    ];
  });
  const kept = done.findLast(({ kind }) => kind === 'exported' || kind === 'copied');
  return [
    ...toLast(facts, times),
    ...open,
    ...(kept
      ? [
          {
            text: `What was ${STEP_WORDS[kept.kind].toLowerCase()} stays where it is, also after the table is deleted.`,
            event: kept.last.eventId,
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
