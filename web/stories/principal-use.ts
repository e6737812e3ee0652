import type { Answer } from '../../src/http/operations';
import type { EventRecord } from '../api/questions';
import { countWords } from '../text/words';
import type { StoryAnswer, StoryTimes } from './answer';

type Summary = Answer<'summarizeEvents'>;

/** What is known of a principal. */
export interface PrincipalFacts {
  readonly first: EventRecord | undefined;
  readonly last: EventRecord | undefined;
  readonly outcomes: Summary;
  readonly planes: Summary;
}

/** What the story of a principal opens with. */
export function answerPrincipal(facts: PrincipalFacts, { format, range }: StoryTimes): StoryAnswer[] {
  const { first, last, outcomes, planes } = facts;
  if (!first || !last) {
    return [{ question: 'How much?', lines: [{ text: `Found no call of this principal ${range}.` }] }];
  }
  const { id, type, mfa } = last.principal;
  const { records, countedSince, incomplete, totals } = outcomes;
  const refused = (['denied', 'throttled', 'failed'] as const)
    .filter((outcome) => totals[outcome])
    .map((outcome) => countWords(totals[outcome] ?? 0, `${outcome} call`));
  return [
    {
      question: 'Who is it?',
      lines: [
        { text: `${id} (${type}), ${mfa ? 'last call with MFA' : 'MFA not stated for the last call'}.` },
      ],
    },
    {
      question: 'How much?',
      lines: [
        {
          text: `${countWords(records, 'call')}: ${countWords(planes.totals.data ?? 0, 'read or write', 'reads and writes')} of items, ${countWords(planes.totals.control ?? 0, 'call')} on resources and settings.`,
        },
        ...(countedSince === undefined
          ? []
          : [{ text: `Only calls since ${format(countedSince)} are counted.`, tone: 'note' as const }]),
        ...(incomplete === undefined
          ? []
          : [{ text: `Not all calls are counted: ${incomplete}.`, tone: 'note' as const }]),
      ],
    },
    {
      question: 'When?',
      lines: [
        { text: `First call: ${first.eventName}, ${format(first.eventTime)}.`, event: first.eventId },
        { text: `Last call: ${last.eventName}, ${format(last.eventTime)}.`, event: last.eventId },
      ],
    },
    {
      question: 'What failed?',
      lines: [
        { text: refused.length > 0 ? `${refused.join(', ')}.` : `Found no call that failed ${range}.` },
      ],
    },
  ];
}
