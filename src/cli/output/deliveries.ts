import type { Deliveries, DeliveryDays } from '../../query/deliveries-answer';
import { STATES, UNKNOWN_SIGN } from '../../query/delivery-states';
import { shortenObjects } from '../../query/format-coverage';
import { addDays } from '../../time';
import { csvLine } from './csv';
import type { Io } from './io';

/** A line for each account, Region and day of which something is known. */
export const formatDeliveryCsv = ({ places }: Deliveries): string =>
  [
    ['account', 'region', 'day', 'state'],
    ...places.listed.flatMap(({ accountId, region, days }) =>
      Object.entries(days)
        .sort()
        .map(([day, state]) => [accountId, region, day, state]),
    ),
  ]
    .map(csvLine)
    .join('');

/** A calendar with a row for each account, Region and month, and below it the time that is not proven. */
export async function formatDeliveryTables(deliveries: Deliveries, { stdout }: Io): Promise<string> {
  const { formatTable } = await import('./table');
  const { places, unproven } = deliveries;
  const width = stdout.isTTY ? stdout.columns : undefined;
  const toCells = (row: readonly string[]) => row.map((text) => ({ text }));
  const months = toMonths(deliveries);
  const calendar = places.listed.flatMap(({ accountId, region, days }) =>
    months.map(([month, dates]) => [accountId, region, month, toSigns(dates, days)]),
  );
  const stretches = unproven.listed.map(({ accountId, region, state, since, until, reason }) => [
    ...[accountId, region, STATES[state].name, since, until],
    shortenObjects(reason ?? STATES[state].meaning),
  ]);
  return [
    formatTable(toColumns('ACCOUNT', 'REGION', 'MONTH', DAYS), calendar.map(toCells), width),
    ...(stretches.length > 0
      ? [
          formatTable(
            toColumns('ACCOUNT', 'REGION', 'STATE', 'SINCE', 'UNTIL', 'WHY'),
            stretches.map(toCells),
            width,
          ),
        ]
      : []),
  ].join('\n');
}

/** A sign stands below the day that it is about. */
const DAYS = '1   5    10   15   20   25   30';

const toColumns = (...heads: readonly string[]) => heads.map((head) => ({ head }));

/** The months of the range, each with its days of the range. */
function toMonths({ since, until }: Deliveries): (readonly [month: string, days: readonly string[]])[] {
  const months = new Map<string, string[]>();
  for (let day = since.slice(0, 10); `${day}T00:00:00Z` < until; day = addDays(day, 1)) {
    months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), day]);
  }
  return [...months];
}

function toSigns(dates: readonly string[], days: DeliveryDays): string {
  const before = ' '.repeat(Number(dates[0]?.slice(8)) - 1);
  return before + dates.map((date) => toSign(days[date])).join('');
}

const toSign = (state: DeliveryDays[string] | undefined): string =>
  state === undefined ? UNKNOWN_SIGN : STATES[state].sign;

/** What the signs mean that the calendar has. */
export function formatLegend({ places }: Deliveries): string {
  const found = new Set(places.listed.flatMap(({ days }) => Object.values(days)));
  const known = Object.entries(STATES).filter(([state]) => found.has(state as DeliveryDays[string]));
  return [...known.map(([, { sign, name }]) => `${sign} ${name}`), `${UNKNOWN_SIGN} nothing known`].join(
    ', ',
  );
}
