import type { ItemHistory } from '../api/item-history';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount, shortName } from '../text/words';
import { chooseColumns } from './columns';
import { DataTable } from './data-table';
import { Value } from './text';

const COLUMNS = chooseColumns(['action', 'principal', 'outcome', 'from']);

/** Calls that named an item. */
export function NamedCalls({ history: { named, tables, searched } }: { readonly history: ItemHistory }) {
  const { place, link } = usePlace();
  return (
    <section class="panel" aria-label="Calls that named it">
      <h2>Named it: {countWords(named.length, 'call')}</h2>
      {named.length === 0 ? (
        <p>
          No call named this item between {searched.since ?? 'the beginning'} and {searched.until ?? 'now'},
          in {countWords(searched.entries, 'entry', 'entries')} of {tables.map(shortName).join(', ')}. The
          line at the top says whether anything can be missing.
        </p>
      ) : (
        <DataTable
          label="Table of calls that named it"
          heads={['Time', ...COLUMNS.map(({ label }) => label)]}
          rows={named.map((record) => [
            <a key="time" href={link({ event: record.eventId })}>
              {formatTime(record.eventTime, place.zone)}
            </a>,
            ...COLUMNS.map(({ name, toText }) => <Value key={name}>{toText(record, place.zone)}</Value>),
          ])}
        />
      )}
    </section>
  );
}

const KIND_WORDS: Readonly<Record<ItemHistory['attempted'][number]['kind'], string>> = {
  scan: 'Scan of the table',
  'index-query': 'Query of an index',
  'unlogged-key': 'Keys are not logged',
  export: 'Export of the table',
  restore: 'Restored copy',
  replica: 'Replica',
  stream: 'Reader of the stream',
  statement: 'PartiQL statement',
};

/** Calls that may have touched an item without naming it, counted. */
export function Touches({
  label,
  touches,
}: {
  readonly label: string;
  readonly touches: ItemHistory['attempted'];
}) {
  const { place } = usePlace();
  return (
    <section class="panel" aria-label={label}>
      <h2>
        {label}:{' '}
        {countWords(
          touches.reduce((sum, { count }) => sum + count, 0),
          'call',
        )}
      </h2>
      {touches.length > 0 && (
        <DataTable
          label={`Table: ${label}`}
          heads={['How', 'Action', 'Principal', '#Calls', 'First', 'Last']}
          rows={touches.map(({ kind, eventName, principal, count, first, last }) => [
            KIND_WORDS[kind],
            <Value key="action">{eventName}</Value>,
            <Value key="principal">{shortName(principal)}</Value>,
            formatCount(count),
            formatTime(first, place.zone),
            formatTime(last, place.zone),
          ])}
        />
      )}
    </section>
  );
}
