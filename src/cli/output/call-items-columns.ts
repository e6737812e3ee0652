import type { ItemKey } from '../../audit/item-key';
import { resourceName } from '../../audit/resource-name';
import type { CallItems } from '../../query/named-items-answer';
import type { ListForm } from './list-writer';
import { outcomeCell, type Paints, shortArn } from './record-columns';
import type { Cell } from './table';
import type { NamedColumn } from './table-options';

/** A table column of calls with the items that they name. */
interface CallItemsColumn extends NamedColumn {
  readonly toCell: (call: CallItems, paints: Paints) => Cell;
}

const plain = (toText: (call: CallItems) => string) => (call: CallItems) => ({ text: toText(call) });

/** Items that a table shows of a call. JSON and CSV have all of them. */
const SHOWN_ITEMS = 3;

/** Table columns, in order. A narrow terminal loses the event ID and how calls ended first. */
export const CALL_ITEMS_COLUMNS: readonly CallItemsColumn[] = [
  { name: 'time', head: 'TIME', toCell: plain(({ eventTime }) => eventTime) },
  { name: 'action', head: 'ACTION', minimum: 10, toCell: plain(({ eventName }) => eventName) },
  {
    name: 'principal',
    head: 'PRINCIPAL',
    minimum: 10,
    toCell: plain(({ principal }) => shortArn(principal)),
  },
  { name: 'items', head: 'ITEMS', minimum: 20, toCell: plain(formatItems) },
  { name: 'outcome', head: 'OUTCOME', minimum: 9, hideOrder: 2, toCell: outcomeCell },
  {
    name: 'event-id',
    head: 'EVENT ID',
    hideOrder: 1,
    toCell: ({ eventId }, { dim }) => ({ text: eventId, paint: dim }),
  },
];

/** How calls with their items are written. CSV has the names of JSON, and lists as JSON. */
export const toCallItemsForm = (paints: Paints): ListForm<CallItems> => ({
  name: 'records',
  columns: CALL_ITEMS_COLUMNS.map((column) => ({ ...column, toCell: (call) => column.toCell(call, paints) })),
  csvColumns: [
    ['eventId', ({ eventId }) => eventId],
    ['eventTime', ({ eventTime }) => eventTime],
    ['eventName', ({ eventName }) => eventName],
    ['access', ({ access }) => access],
    ['outcome', ({ outcome }) => outcome],
    ['principal', ({ principal }) => principal],
    ['items', ({ items }) => JSON.stringify(items)],
    ['unnamed', ({ unnamed }) => JSON.stringify(unnamed)],
  ],
});

/** The items by their table and key, then tables of which items may have been touched, and how: `Orders orderId=42; Orders (scan)`. */
function formatItems({ items, unnamed }: CallItems): string {
  const texts = [
    ...items.map(({ table, key }) => `${resourceName(table).name} ${formatKey(key)}`),
    ...unnamed.map(({ table, kind }) => `${resourceName(table).name} (${kind})`),
  ];
  const left = texts.length - SHOWN_ITEMS;
  return [...texts.slice(0, SHOWN_ITEMS), ...(left > 0 ? [`+${left}`] : [])].join('; ');
}

const formatKey = (key: ItemKey): string =>
  Object.entries(key)
    .map(([attribute, value]) => `${attribute}=${value}`)
    .join(' ');
