import type { Answer } from '../../src/http/operations';
import type { EventRecord } from '../api/questions';
import { findTable } from '../place/stories';
import { countWords } from '../text/words';
import { countCalls, describeCalls, findSpan, groupBy } from './calls';

export type CallItems = Answer<'listNamedItems'>['records'][number];

/** Calls on one resource, or from one address. */
export interface Use {
  readonly value: string;
  /** Reads and writes of items, and changes of settings. */
  readonly words: string;
  readonly calls: number;
  readonly first: string;
  readonly last: string;
}

/** An item that was named, with the calls that named it. */
export interface ItemUse {
  readonly table: string;
  readonly key: string;
  readonly words: string;
  readonly first: string;
  readonly last: string;
}

const describeRecords = (records: readonly EventRecord[]): string => {
  const [data, control] = [
    records.filter(({ plane }) => plane === 'data'),
    records.filter(({ plane }) => plane === 'control'),
  ];
  const done = control.filter(({ outcome }) => outcome === 'succeeded');
  const looks = done.filter(({ access }) => access === 'read' || access === 'list').length;
  const refused = control.length - done.length;
  return [
    describeCalls(countCalls(data.map((record) => ({ ...record, count: 1 })))),
    done.length > looks && countWords(done.length - looks, 'change'),
    looks > 0 && countWords(looks, 'describe or list call'),
    refused > 0 && `${countWords(refused, 'call')} on settings refused or failed`,
  ]
    .filter(Boolean)
    .join(', ');
};

/** Calls by what they have in common, the most first. A call counts for each of its values. */
export function toUses(
  calls: readonly EventRecord[],
  toValues: (record: EventRecord) => readonly string[],
): Use[] {
  const pairs = calls.flatMap((record) => [...new Set(toValues(record))].map((value) => ({ value, record })));
  const uses = [...groupBy(pairs, ({ value }) => value)].map(([value, ones]): Use => {
    const records = ones.map(({ record }) => record);
    const { first = '', last = '' } = findSpan(records.map(({ eventTime }) => eventTime)) ?? {};
    return { value, words: describeRecords(records), calls: records.length, first, last };
  });
  return uses.sort((one, other) => other.calls - one.calls);
}

/** Tables, and resources that belong to none. */
export const toTouched = ({ resources = [] }: EventRecord): string[] =>
  resources.map((resource) => findTable(resource) ?? resource);

/** The items that calls named, those with the most calls first. */
export function toItemUses(named: readonly CallItems[]): ItemUse[] {
  const pairs = named.flatMap((call) =>
    call.items.map(({ table, key }) => ({
      call,
      table,
      key: Object.entries(key)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    })),
  );
  const groups = [...groupBy(pairs, ({ table, key }) => JSON.stringify([table, key])).values()];
  return groups
    .sort((one, other) => other.length - one.length)
    .flatMap(([first, ...more]): ItemUse[] => {
      if (!first) return [];
      const all = [first, ...more].map(({ call }) => call);
      const span = findSpan(all.map(({ eventTime }) => eventTime));
      const words = describeCalls(countCalls(all.map((call) => ({ ...call, count: 1 }))));
      return span ? [{ table: first.table, key: first.key, words, ...span }] : [];
    });
}
