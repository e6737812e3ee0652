import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { useHistogram } from '../api/histogram';
import { type Pages, usePages } from '../api/pages';
import { toQuestion } from '../api/questions';
import { ColumnMenu } from '../parts/column-menu';
import { Continue } from '../parts/continue';
import { EventList } from '../parts/event-list';
import { ExportMenu } from '../parts/export-menu';
import { Facets } from '../parts/facets';
import { Fold } from '../parts/fold';
import { HistogramPanel } from '../parts/histogram-panel';
import { Notices, Problem } from '../parts/text';
import { useKeys } from '../parts/use-keys';
import { useMedia } from '../parts/use-media';
import { usePlace } from '../place/use-place';
import { countWords } from '../text/words';
import type { ViewProps } from './view';

const HISTOGRAM_HEIGHT = 96;

/** The events that match the filters, with what they have in common. */
export function SearchView({ onCoverage }: ViewProps) {
  const { place, go } = usePlace();
  const question = toQuestion(place);
  // What an index does not hold is said, and what it holds is shown.
  const pages = usePages({ ...question, partial: true });
  const { records, last } = pages;
  const isReady = last !== undefined || pages.problem !== undefined;
  // The rows come first: counting would take their time.
  const histogram = useHistogram(isReady ? { ...question, by: place.split } : undefined);
  const said = pages.problem ? [pages.problem.message] : pages.notices;
  const [selected, setSelected] = useState(-1);
  const isNarrow = useMedia('(max-width: 60rem)');

  useEffect(() => onCoverage(last?.coverage), [last, onCoverage]);
  const key = JSON.stringify(question);
  // Another question has other rows.
  useEffect(() => setSelected(-1), [key]);

  const open = useCallback(
    (index: number) => {
      const record = records[index];
      if (record) go({ event: record.eventId });
    },
    [records, go],
  );
  const move = useCallback(
    (steps: number) => {
      const next = Math.max(0, Math.min(records.length - 1, selected + steps));
      setSelected(next);
      if (place.event !== undefined) open(next);
    },
    [records, selected, place.event, open],
  );
  const keys = useMemo(
    () => ({ j: () => move(1), k: () => move(-1), Enter: () => open(selected) }),
    [move, open, selected],
  );
  useKeys(keys);

  return (
    <div class="search">
      {isNarrow ? (
        <Fold className="facets-fold" label="Narrow down">
          {() => <Facets isReady={isReady} said={said} />}
        </Fold>
      ) : (
        <nav class="facets-column" aria-label="Narrow down">
          <Facets isReady={isReady} said={said} />
        </nav>
      )}
      <div class="results">
        <HistogramPanel counted={histogram} height={HISTOGRAM_HEIGHT} said={said} />
        <div class="bar list-bar">
          <p role="status">{describePages(pages)}</p>
          <ColumnMenu />
          <ExportMenu records={records} hasMore={pages.hasMore} />
        </div>
        <Notices notices={pages.notices} />
        {pages.problem && (
          <Problem
            message={pages.problem.message}
            {...(pages.problem.mayPass && { retry: pages.loadMore })}
          />
        )}
        {records.length > 0 ? (
          <EventList
            pages={pages}
            selected={selected}
            onSelect={setSelected}
            onMove={move}
            onOpen={(record) => go({ event: record.eventId })}
          />
        ) : (
          <Empty pages={pages} />
        )}
        {pages.hasMore && pages.asksFirst && <Continue pages={pages} />}
      </div>
    </div>
  );
}

function describePages({ records, hasMore, isLoading }: Pages): string {
  if (isLoading && records.length === 0) return 'Searching…';
  return `${countWords(records.length, 'event')} loaded${hasMore ? ', more below' : ''}`;
}

/** Why there is nothing, and what to do about it. */
function Empty({ pages: { last, isLoading, problem, hasMore } }: { readonly pages: Pages }) {
  if (isLoading) return <div class="empty" aria-busy="true" />;
  if (problem) return <WaysOut />;
  if (hasMore || !last) return null;
  const { since, until } = last.searched;
  return (
    <div class="empty">
      <p>
        No events match between {since ?? 'the beginning'} and {until ?? 'now'} (
        {countWords(last.searched.entries, 'entry', 'entries')} looked at).
      </p>
      <WaysOut />
      <p class="note">The line above says whether log files can be missing.</p>
    </div>
  );
}

/** Questions that ask for less. */
function WaysOut() {
  const { place, go } = usePlace();
  return (
    <p>
      {place.since !== undefined && (
        <button type="button" onClick={() => go({ since: undefined, until: undefined })}>
          Search all time
        </button>
      )}{' '}
      {Object.keys(place.filters).length > 0 && (
        <button type="button" onClick={() => go({ filters: {} })}>
          Clear the filters
        </button>
      )}
    </p>
  );
}
