import type { EventRecord } from '../api/questions';
import { findTable } from '../place/stories';
import { countWords, shortName } from '../text/words';
import type { Line, StoryAnswer, StoryTimes } from './answer';
import { groupBy } from './calls';
import { type CallItems, toItemUses, toTouched, toUses } from './key-use';

/** What is known of the use of an access key. Calls are newest first. */
export interface KeyFacts {
  readonly accessKey: string;
  readonly calls: readonly EventRecord[];
  /** Calls of the data plane with the items that they name. */
  readonly named: readonly CallItems[];
  /** Other access keys that were used from the same addresses, with their numbers of calls. */
  readonly others: readonly (readonly [key: string, calls: number])[];
  readonly isAllRead: boolean;
}

/** What a leaked key opens with. */
export function answerKey(facts: KeyFacts, times: StoryTimes): StoryAnswer[] {
  const { accessKey: owner, calls, others, isAllRead } = facts;
  const { format, range } = times;
  if (calls.length === 0) {
    return [
      {
        question: 'What did it touch?',
        lines: [
          { text: `Found no call with this key ${range}.` },
          {
            text: 'Only calls to DynamoDB, DynamoDB Streams and DAX are audited. The key may have been used for other services.',
            tone: 'note',
          },
        ],
      },
    ];
  }
  const last = calls[0]!;
  const oldest = calls.at(-1)!;
  const addresses = toUses(calls, ({ sourceIp }) => (sourceIp === undefined ? [] : [sourceIp]));
  return [
    { question: 'Whose key is it?', lines: tellOwners(calls) },
    { question: 'What did it touch?', lines: tellTouched(calls) },
    { question: 'Which items?', lines: tellItems(facts) },
    {
      question: 'When?',
      lines: [
        {
          text: `${isAllRead ? 'First call' : 'Oldest call that was read'}: ${oldest.eventName}, ${format(oldest.eventTime)}.`,
          event: oldest.eventId,
        },
        { text: `Last call: ${last.eventName}, ${format(last.eventTime)}.`, event: last.eventId },
      ],
    },
    {
      question: 'From where?',
      lines: [
        ...addresses
          .slice(0, SHOWN)
          .map(({ value, calls }) => ({ text: `${value}: ${countWords(calls, 'call')}.` })),
        ...more(addresses.length, 'address', 'addresses'),
        ...others.slice(0, SHOWN).map(
          ([key, count]): Line => ({
            text: `Also from there: key ${key}, ${countWords(count, 'call')}. ${describeOther(owner, key)}`,
            about: { view: 'access-key', value: key },
          }),
        ),
      ],
    },
  ];
}

/** What another key from the same address can be. */
function describeOther(key: string, other: string): string {
  const [isSession, isOtherSession] = [key.startsWith('ASIA'), other.startsWith('ASIA')];
  if (isOtherSession && !isSession) return 'It may be a session that this key opened.';
  return isSession && !isOtherSession
    ? 'It may be the key that opened the session.'
    : 'The same person or program may hold it.';
}

/** Most lines of one kind in an answer. */
const SHOWN = 6;

const more = (count: number, one: string, many: string): Line[] =>
  count > SHOWN ? [{ text: `${countWords(count - SHOWN, `more ${one}`, `more ${many}`)} below.` }] : [];

function tellOwners(calls: readonly EventRecord[]): Line[] {
  const owners = [
    ...groupBy(calls, ({ principal }) => JSON.stringify([principal.id, principal.session])).values(),
  ];
  return owners.slice(0, SHOWN).flatMap(([first]): Line[] => {
    if (!first) return [];
    const { id, type, session } = first.principal;
    return [
      {
        text: `${shortName(id)} (${type}${session === undefined ? '' : `, session ${session}`}), ${id}.`,
        about: { view: 'principal', value: id },
      },
    ];
  });
}

function tellTouched(calls: readonly EventRecord[]): Line[] {
  const touched = toUses(calls, toTouched);
  const unnamed = calls.filter(({ resources = [] }) => resources.length === 0);
  return [
    ...touched.slice(0, SHOWN).map(
      ({ value, words }): Line => ({
        text: `${shortName(value)}: ${words}.`,
        ...(findTable(value) ? { about: { view: 'table', value } } : {}),
      }),
    ),
    ...more(touched.length, 'resource', 'resources'),
    ...(unnamed.length > 0
      ? [
          {
            text: `${countWords(unnamed.length, 'call')} named no resource, such as ${unnamed[0]!.eventName}.`,
          },
        ]
      : []),
  ];
}

function tellItems({ named }: KeyFacts): Line[] {
  const items = toItemUses(named);
  const done = named.filter(({ outcome, unnamed }) => outcome === 'succeeded' && unnamed.length > 0);
  return [
    {
      text:
        named.length === 0
          ? 'Found no call that reads or writes items.'
          : `${countWords(named.length, 'call')} that read or write items named ${countWords(items.length, 'item')}.`,
    },
    ...(done.length > 0
      ? [
          {
            text: `${countWords(done.length, 'call')} may have touched items without naming them, such as ${done[0]!.eventName}.`,
            tone: 'bad' as const,
          },
        ]
      : []),
  ];
}
