import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { useLoaded } from '../api/use-answer';
import { chooseColumns } from '../parts/columns';
import { DataTable } from '../parts/data-table';
import { type AskedItem, ItemForm } from '../parts/item-form';
import { saveFile } from '../parts/save-file';
import { Notices, Problem, Value } from '../parts/text';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount, shortName } from '../text/words';
import type { ViewProps } from './view';

type History = Answer<'searchItems'>;

const PAGE = 200;

/** What happened to one item: who named it, who may have touched it, and what cannot be seen. */
export function ItemView({ onCoverage }: ViewProps) {
  const { place } = usePlace();
  const { since, until } = place;
  const [asked, setAsked] = useState<AskedItem & { readonly nextToken?: string }>();
  const question = asked && { ...asked, since, until, limit: PAGE };
  const { value, problem, isLoading } = useLoaded(question && JSON.stringify(question), (api, signal) =>
    api.searchItems(question ?? {}, signal),
  );
  useEffect(() => onCoverage(value?.coverage), [value, onCoverage]);
  return (
    <div class="item-view">
      <ItemForm table={place.filters.table?.[0] ?? ''} onAsk={setAsked} />
      {problem && <Problem message={problem.message} />}
      {asked && isLoading && <p role="status">Searching…</p>}
      {asked && value && !isLoading && (
        <ItemHistory
          history={value}
          onNext={(nextToken) => setAsked({ table: asked.table, key: asked.key, nextToken })}
        />
      )}
    </div>
  );
}

interface HistoryProps {
  readonly history: History;
  readonly onNext: (nextToken: string) => void;
}

function ItemHistory({ history, onNext }: HistoryProps) {
  const { mayHaveTouched, attempted, notVisible, notices = [], nextToken } = history;
  return (
    <>
      <Notices notices={notices} />
      <NamedCalls history={history} />
      <Touches label="May have touched it, without naming it" touches={mayHaveTouched} />
      <Touches label="Attempted: denied or failed" touches={attempted} />
      <section class="panel" aria-label="What cannot be seen">
        <h2>What cannot be seen</h2>
        <ul>
          {notVisible.map((what) => (
            <li key={what}>{NOT_VISIBLE[what]}</li>
          ))}
        </ul>
      </section>
      <p class="buttons">
        {nextToken !== undefined && (
          <button type="button" onClick={() => onNext(nextToken)}>
            Show the next page
          </button>
        )}
        <button
          type="button"
          onClick={() => saveFile('item.json', 'application/json', `${JSON.stringify(history, null, 1)}\n`)}
        >
          Download as JSON
        </button>
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </p>
    </>
  );
}

const NOT_VISIBLE: Readonly<Record<History['notVisible'][number], string>> = {
  'dax-cache': 'Reads that DAX answers from its cache. CloudTrail has no events of them.',
  ttl: 'Deletions by time to live (TTL). CloudTrail has no events of them.',
};

const COLUMNS = chooseColumns(['action', 'principal', 'outcome', 'from']);

function NamedCalls({ history: { named, tables, searched } }: { readonly history: History }) {
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

const KIND_WORDS: Readonly<Record<History['attempted'][number]['kind'], string>> = {
  scan: 'Scan of the table',
  'index-query': 'Query of an index',
  'unlogged-key': 'Keys are not logged',
  export: 'Export of the table',
  restore: 'Restored copy',
  replica: 'Replica',
  stream: 'Reader of the stream',
  statement: 'PartiQL statement',
};

function Touches({ label, touches }: { readonly label: string; readonly touches: History['attempted'] }) {
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
