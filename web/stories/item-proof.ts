import type { ItemHistory } from '../api/item-history';
import { countWords, shortName } from '../text/words';
import type { Line, StoryAnswer, StoryTimes } from './answer';

/** What may have touched an item and only writes: it gives nobody the item. */
const WRITES = /^(?:Put|Update|Delete|BatchWrite|TransactWrite|Import|StartBulk|WriteData)/;

/** Whether somebody read an item, or changed it, and whether that is proven. */
export function answerItem(history: ItemHistory, times: StoryTimes): StoryAnswer[] {
  return [
    { question: 'Did anybody read it?', lines: tellReads(history, times) },
    { question: 'Did anybody change it?', lines: tellWrites(history, times) },
    { question: 'Is that proven?', lines: tellProof(history) },
  ];
}

const isDone = ({ outcome }: ItemHistory['named'][number]): boolean => outcome === 'succeeded';

const findReads = ({ named }: ItemHistory) => named.filter((call) => isDone(call) && call.access === 'read');
const findWrites = ({ named }: ItemHistory) => named.filter((call) => isDone(call) && call.access !== 'read');
/** Groups of calls that may have given the item to somebody without naming it. */
const findPossibleReads = ({ mayHaveTouched }: ItemHistory) =>
  mayHaveTouched.filter(({ eventName }) => !WRITES.test(eventName));

const countTouches = (touches: ItemHistory['mayHaveTouched']): number =>
  touches.reduce((sum, { count }) => sum + count, 0);

function tellReads(history: ItemHistory, { range }: StoryTimes): Line[] {
  const reads = findReads(history);
  const possible = findPossibleReads(history);
  const names = [...new Set(possible.map(({ eventName }) => eventName))].join(', ');
  return [
    reads.length > 0
      ? {
          text: `${countWords(reads.length, 'call')} that named it read it, by ${toNames(reads.map(({ principal }) => principal.id))}.`,
          tone: 'bad',
        }
      : { text: `Found no call that named it and read it ${range}.` },
    ...(possible.length > 0
      ? [
          {
            text: `${countWords(countTouches(possible), 'call')} may have read it without naming it (${names}), by ${toNames(possible.map(({ principal }) => principal))}.`,
            tone: 'bad' as const,
          },
        ]
      : []),
  ];
}

function tellWrites(history: ItemHistory, { range }: StoryTimes): Line[] {
  const writes = findWrites(history);
  const possible = history.mayHaveTouched.filter(({ eventName }) => WRITES.test(eventName));
  return [
    writes.length > 0
      ? {
          text: `${countWords(writes.length, 'call')} that named it wrote it, by ${toNames(writes.map(({ principal }) => principal.id))}.`,
        }
      : { text: `Found no call that named it and wrote it ${range}.` },
    ...(possible.length > 0
      ? [
          {
            text: `${countWords(countTouches(possible), 'call')} may have written or deleted it without naming it.`,
          },
        ]
      : []),
    ...(writes.length > 0
      ? [{ text: 'A write can return the item to its caller, if it asked for that.', tone: 'note' as const }]
      : []),
  ];
}

const SHOWN = 5;

function toNames(principals: readonly string[]): string {
  const names = [...new Set(principals)].map(shortName);
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}

function tellProof(history: ItemHistory): Line[] {
  const { coverage, nextToken, searched } = history;
  const isRead = findReads(history).length > 0;
  const isMaybeRead = findPossibleReads(history).length > 0;
  const doubts = [
    ...(nextToken === undefined ? [] : [`Calls before ${searched.since} have not been searched yet.`]),
    ...(isMaybeRead ? ['Nothing says which items the calls that do not name it returned.'] : []),
    ...(coverage.status === 'proven' ? [] : toReasons(history)),
  ];
  const unseen: Line = { text: 'Reads that DAX answers from its cache are in no event.', tone: 'note' };
  if (isRead) return [{ text: 'Somebody read it: the calls are below.' }, ...toNotes(doubts), unseen];
  if (doubts.length === 0) {
    return [
      {
        text: 'Yes: nobody read it with a call that CloudTrail logs, and no log file of that time is missing.',
      },
      unseen,
    ];
  }
  return [{ text: 'No. This does not prove that nobody read it.', tone: 'bad' }, ...toNotes(doubts), unseen];
}

const toReasons = ({ coverage }: ItemHistory): string[] => [
  ...(coverage.reasons.length > 0
    ? coverage.reasons
    : ['Not all log files of that time are proven to be here.']),
  ...(coverage.logged.status === 'logged' ? [] : coverage.logged.sentences),
];

/** Reasons can be many: the line at the top, and the exported file, have all of them. */
const toNotes = (texts: readonly string[]): Line[] =>
  [...new Set(texts)].slice(0, SHOWN).map((text) => ({ text, tone: 'note' }));
