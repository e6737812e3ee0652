import { useEffect, useRef } from 'preact/hooks';
import type { Pages } from '../api/pages';
import type { EventRecord } from '../api/questions';
import { usePlace } from '../place/use-place';
import { formatZone } from '../text/time';
import { chooseColumns, type ListColumn } from './columns';
import { Value } from './text';
import { useMedia } from './use-media';
import { useVirtual } from './use-virtual';

const ROW_HEIGHT = 30;
const NARROW_ROW_HEIGHT = 58;
/** The next page is loaded when this many rows are left. */
const LOAD_BEFORE_END = 60;

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };

interface ListProps {
  readonly pages: Pages;
  /** Index of the row that the keyboard is at. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  /** Moves the selection down, or up if negative. */
  readonly onMove: (steps: number) => void;
  readonly onOpen: (record: EventRecord) => void;
}

/** The events, newest first. Only the rows that can be seen are in the page. */
export function EventList({ pages, selected, onSelect, onMove, onOpen }: ListProps) {
  const { records, hasMore, asksFirst, isLoading, loadMore } = pages;
  const { place } = usePlace();
  const isNarrow = useMedia('(max-width: 45rem)');
  const columns = chooseColumns(place.columns);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtual(scroller, records.length, isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT);
  const last = list.items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && !asksFirst && last >= records.length - LOAD_BEFORE_END) loadMore();
  }, [hasMore, asksFirst, last, records.length, loadMore]);
  // Only a moved selection scrolls. The list has the focus then: Enter opens the event, and a screen reader says which it is.
  useEffect(() => {
    if (selected < 0) return;
    list.scrollTo(selected);
    scroller.current?.focus({ preventScroll: true });
  }, [selected]);

  const template = { gridTemplateColumns: columns.map(({ track }) => track).join(' ') };
  const rowStyle = isNarrow ? {} : template;
  return (
    <div
      class="events"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Events, newest first"
      aria-rowcount={hasMore ? -1 : records.length + 1}
      aria-activedescendant={selected >= 0 ? `row-${selected}` : undefined}
      onKeyDown={(event) => {
        const steps = STEPS[event.key];
        if (steps === undefined) return;
        event.preventDefault();
        onMove(steps);
      }}
    >
      <div class="event-head" role="row" aria-rowindex={1} style={rowStyle}>
        {columns.map(({ name, label }) => (
          <span key={name} role="columnheader" class={`cell-${name}`}>
            {label}
            {name === 'time' && ` (${formatZone(place.zone)})`}
          </span>
        ))}
      </div>
      <div class="event-rows" role="rowgroup" style={{ height: `${list.height}px` }}>
        {list.items.map(({ index, start }) => {
          const record = records[index];
          return (
            record && (
              <EventRow
                key={index}
                record={record}
                index={index}
                columns={columns}
                isSelected={index === selected}
                isOpen={record.eventId === place.event}
                style={{ ...rowStyle, transform: `translateY(${start}px)` }}
                onClick={() => {
                  onSelect(index);
                  onOpen(record);
                }}
              />
            )
          );
        })}
      </div>
      {isLoading && records.length > 0 && <p class="events-more">Loading more…</p>}
    </div>
  );
}

interface RowProps {
  readonly record: EventRecord;
  readonly index: number;
  readonly columns: readonly ListColumn[];
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly style: Readonly<Record<string, string>>;
  readonly onClick: () => void;
}

function EventRow({ record, index, columns, isSelected, isOpen, style, onClick }: RowProps) {
  const { place } = usePlace();
  const { outcome, risk } = record;
  const classes = [
    'event',
    `outcome-${outcome}`,
    risk && `risk-${risk.level}`,
    isSelected && 'selected',
    isOpen && 'open',
  ];
  return (
    <div
      role="row"
      id={`row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      class={classes.filter(Boolean).join(' ')}
      style={style}
      onClick={onClick}
    >
      {columns.map(({ name, toText }) => {
        const text = toText(record, place.zone);
        return (
          <span key={name} role="gridcell" class={`cell-${name}`} title={text}>
            <Value>{text}</Value>
          </span>
        );
      })}
    </div>
  );
}
