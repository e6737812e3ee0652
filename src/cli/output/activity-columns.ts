import type { ActivityGroup } from '../../activity/activity-group';
import { resourceName } from '../../audit/resource-name';
import { formatCount } from '../../query/format-count';
import type { ListForm } from './list-writer';
import { outcomeCell, type Paints, shortArn } from './record-columns';
import type { Cell } from './table';
import type { NamedColumn } from './table-options';

/** A table column of groups of calls. */
interface ActivityColumn extends NamedColumn {
  readonly toCell: (group: ActivityGroup, paints: Paints) => Cell;
}

const plain = (toText: (group: ActivityGroup) => string) => (group: ActivityGroup) => ({
  text: toText(group),
});

/** Table columns, in order. A narrow terminal loses how calls ended first. */
export const ACTIVITY_COLUMNS: readonly ActivityColumn[] = [
  { name: 'hour', head: 'HOUR', toCell: plain(({ hour }) => hour) },
  {
    name: 'table',
    head: 'TABLE',
    minimum: 12,
    toCell: plain(({ table }) => resourceName(table).name),
  },
  {
    name: 'principal',
    head: 'PRINCIPAL',
    minimum: 10,
    toCell: plain(({ principal }) => shortArn(principal)),
  },
  { name: 'action', head: 'ACTION', minimum: 10, toCell: plain(({ eventName }) => eventName) },
  { name: 'outcome', head: 'OUTCOME', minimum: 9, hideOrder: 1, toCell: outcomeCell },
  { name: 'calls', head: 'CALLS', align: 'right', toCell: plain(({ count }) => formatCount(count)) },
  {
    name: 'account',
    head: 'ACCOUNT',
    onRequest: true,
    toCell: plain(({ table }) => table.split(':')[4] ?? ''),
  },
  {
    name: 'event-region',
    head: 'REGION',
    onRequest: true,
    toCell: plain(({ table }) => table.split(':')[3] ?? ''),
  },
  { name: 'first', head: 'FIRST', onRequest: true, toCell: plain(({ first }) => first) },
  { name: 'last', head: 'LAST', onRequest: true, toCell: plain(({ last }) => last) },
];

/** How groups are written. CSV has the names of JSON. */
export const toActivityForm = (paints: Paints): ListForm<ActivityGroup> => ({
  name: 'groups',
  columns: ACTIVITY_COLUMNS.map((column) => ({ ...column, toCell: (group) => column.toCell(group, paints) })),
  csvColumns: [
    ['hour', ({ hour }) => hour],
    ['table', ({ table }) => table],
    ['principal', ({ principal }) => principal],
    ['eventName', ({ eventName }) => eventName],
    ['outcome', ({ outcome }) => outcome],
    ['errorCode', ({ errorCode }) => errorCode],
    ['count', ({ count }) => count],
    ['first', ({ first }) => first],
    ['last', ({ last }) => last],
  ],
});
