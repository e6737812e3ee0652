import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { STATES, UNKNOWN_SIGN } from '../../src/query/delivery-states';
import { formatDeliveryDay, toMonths } from '../place/delivery-days';
import { usePlace } from '../place/use-place';
import { formatDays } from '../text/days';
import { countWords } from '../text/words';
import { Value } from './text';

type Place = Answer<'listDeliveries'>['places']['listed'][number];

/** Rows that are shown at first. */
const ROWS = 25;

interface CalendarProps {
  /** The worst first. */
  readonly places: readonly Place[];
  /** `YYYY-MM-DD`, in order. */
  readonly days: readonly string[];
}

/** Accounts and Regions by UTC day of delivery. Each day leads to its log files and reasons. */
export function DeliveryCalendar({ places, days }: CalendarProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? places : places.slice(0, ROWS);
  return (
    <>
      {toMonths(days).map((month) => (
        <Month key={month[0]} places={shown} days={month} />
      ))}
      {shown.length < places.length && (
        <p>
          <button type="button" class="quiet" onClick={() => setWhole(true)}>
            Show{' '}
            {countWords(places.length - shown.length, 'more account and Region', 'more accounts and Regions')}
          </button>
        </p>
      )}
    </>
  );
}

interface Row {
  readonly place: Place;
  /** Set for a row of one of several trails. */
  readonly trail?: string;
  readonly states: Place['days'];
}

const toRows = (place: Place): Row[] => [
  { place, states: place.days },
  ...(place.trails ?? []).map(({ trail, days }) => ({ place, trail, states: days })),
];

function Month({ places, days }: CalendarProps) {
  const scroll = useRef<HTMLDivElement>(null);
  // The latest days are at the end.
  useEffect(() => {
    if (scroll.current) scroll.current.scrollLeft = scroll.current.scrollWidth;
  }, [days[0], places.length]);
  const rows = places.flatMap(toRows);
  const first = rows.findIndex(({ states }) => days.some((day) => states[day]));
  const label = formatDays(days[0]!, days.at(-1)!);
  return (
    <div class="scroll calendar" ref={scroll}>
      {/* Cells are reached with the arrow keys, from the one that Tab leads to. */}
      <table aria-label={`Deliveries, ${label}`} onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {days.map((day) => (
              <th key={day} scope="col" title={day} class={day.endsWith('-01') ? 'month-start' : undefined}>
                {Number(day.slice(8))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <CalendarRow
              key={`${row.place.accountId}/${row.place.region}/${row.trail}`}
              row={row}
              days={days}
              isFirst={index === first}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly days: readonly string[];
  readonly isFirst: boolean;
}

function CalendarRow({ row: { place, trail, states }, days, isFirst }: RowProps) {
  const { place: current, link } = usePlace();
  const { accountId, region } = place;
  const lastKnown = days.findLast((day) => states[day]);
  return (
    <tr class={trail === undefined ? undefined : 'trail'}>
      <th scope="row" title={trail}>
        {trail === undefined ? (
          <>
            <Value>{accountId}</Value> <Value>{region}</Value>
          </>
        ) : (
          <Value>{trail === NO_TRAIL ? 'without digests' : trail}</Value>
        )}
      </th>
      {days.map((day) => {
        const state = states[day];
        const shown = state && STATES[state];
        const words = `${day}: ${shown?.name ?? 'nothing known'}`;
        const opened = formatDeliveryDay({ accountId, region, day });
        return (
          <td key={day} class={shown?.look} title={words}>
            {shown ? (
              <a
                href={link({ day: opened })}
                tabIndex={isFirst && day === lastKnown ? 0 : -1}
                aria-current={current.day === opened && trail === undefined ? 'true' : undefined}
              >
                <span aria-hidden="true">{shown.sign}</span>
                <span class="hidden">{words}</span>
              </a>
            ) : (
              <>
                <span aria-hidden="true">{UNKNOWN_SIGN}</span>
                <span class="hidden">{words}</span>
              </>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** How the API names the trail of log files that have no digest. */
const NO_TRAIL = '-';

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Moves to the next day that has a link, in the direction of the arrow. */
function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLTableElement }): void {
  const step = STEPS[event.key];
  const cell = event.target instanceof Element ? event.target.closest('td') : undefined;
  const row = cell?.closest('tr');
  if (!step || !cell || !row) return;
  event.preventDefault();
  const { rows } = event.currentTarget;
  let [at, column] = [row.rowIndex, cell.cellIndex];
  for (;;) {
    at += step[0];
    column += step[1];
    const next = rows[at]?.cells[column];
    if (!next) return;
    const link = next.querySelector('a');
    if (link) {
      link.focus();
      return;
    }
  }
}
