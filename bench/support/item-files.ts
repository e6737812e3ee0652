/** Log files with data events on three tables, made anew whenever they are asked for: the same each time. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ActivityCollector } from '../../src/activity/activity-collector';
import type { DetailSettings } from '../../src/activity/recorded-in-full';
import { Tokenizer } from '../../src/activity/tokens';
import type { StoredEvent } from '../../src/store/items/item';
import { toActivityItems } from '../../src/store/ledger/activity-item';
import { storedEvent, toSource } from './data-events';
import { DATA_PLANE_MIX, type DataPlaneMix, dataCall } from './data-plane';
import { ACCOUNTS, REGIONS, toCallers, writeEvent } from './envelope';
import { EVENTS_A_TABLE, ITEM_KEY } from './item-question';
import { randomFrom } from './random';

export const SALT = 'c2FsdCBmb3IgYmVuY2hlcw';
const [ACCOUNT] = ACCOUNTS;
const [REGION] = REGIONS;
const MIX: DataPlaneMix = { ...DATA_PLANE_MIX, tables: EVENTS_A_TABLE.length };
const GET_ITEM: DataPlaneMix = {
  ...MIX,
  operations: {
    ...Object.fromEntries(Object.keys(MIX.operations).map((name) => [name, 0])),
    GetItem: 1,
  } as DataPlaneMix['operations'],
  throttled: 0,
  denied: 0,
};
/** `writeEvent` counts minutes from here. */
const START = Date.UTC(2026, 2, 1);
const FILE_MINUTES = 5;

const [EVENTS, ...EVENTS_OF_OTHERS] = EVENTS_A_TABLE;

/** The events of a file on the table that is asked for. */
function writeTexts(start: number, seed: number, hasItem: boolean): string[] {
  const random = randomFrom(seed);
  const minute = (start - START) / 60_000;
  return Array.from({ length: EVENTS }, (_, index) => {
    const isItem = hasItem && index === 0;
    const call = dataCall(random, ACCOUNT, REGION, isItem ? GET_ITEM : MIX, 0);
    const named = isItem ? { ...call, request: { tableName: 'app-table-0', key: ITEM_KEY } } : call;
    return writeEvent(random, named, ACCOUNT, REGION, minute, toCallers(0));
  });
}

/** Events on the other tables: the same in all files, because nobody asks for them. */
function writeOthers(): string[] {
  const random = randomFrom(0);
  return EVENTS_OF_OTHERS.flatMap((events, at) =>
    Array.from({ length: events }, () => {
      const call = dataCall(random, ACCOUNT, REGION, MIX, at + 1);
      return writeEvent(random, call, ACCOUNT, REGION, 0, toCallers(at + 1));
    }),
  );
}

const OTHERS = writeOthers();

/** A log file, and what is made of it. */
export interface MadeFile {
  readonly key: string;
  /** First and last second that its events may have, both inclusive. */
  readonly first: string;
  readonly last: string;
  /** Events on the table that have a record of their own. */
  readonly recorded: readonly StoredEvent[];
  readonly activity: readonly string[];
  readonly body: () => Buffer;
}

/**
 * Makes a file.
 * @param number counted from the newest
 * @param end epoch milliseconds, of the newest file
 */
export function makeFile(number: number, end: number, hasItem: boolean, detail: DetailSettings): MadeFile {
  const start = end - (number + 1) * FILE_MINUTES * 60_000;
  const texts = writeTexts(start, number + 1, hasItem);
  const first = toSecond(start);
  const collector = new ActivityCollector(new Tokenizer(SALT), detail);
  const source = toSource(first, number);
  const recorded: StoredEvent[] = [];
  for (const text of texts) {
    const event = { ...storedEvent(text, number), source };
    if (collector.add(event, JSON.parse(text))) recorded.push(event);
  }
  const log = Buffer.from(`{"Records":[${[...texts, ...OTHERS].join(',')}]}`);
  const contents = {
    ...source,
    status: 'done',
    sha256: createHash('sha256').update(log).digest('hex'),
  } as const;
  return {
    key: source.key,
    first,
    last: toSecond(start + FILE_MINUTES * 60_000 - 1_000),
    recorded,
    activity: toActivityItems(collector.finish().entries, contents, undefined).map(({ json }) =>
      String(json),
    ),
    body: () => gzipSync(log),
  };
}

const toSecond = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
