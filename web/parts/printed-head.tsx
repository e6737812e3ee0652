import type { ItemHistory } from '../api/item-history';
import { usePlace } from '../place/use-place';
import { formatTime, formatZone, toIso } from '../text/time';
import { CoverageText } from './coverage-line';
import { Value } from './text';

/** What a printed page needs, and the screen shows elsewhere: what was asked, when, and how complete the answer is. */
export function PrintedHead({ history }: { readonly history: ItemHistory }) {
  const { place } = usePlace();
  const { tables, key, searched, coverage } = history;
  const format = (time: string | undefined, none: string) =>
    time === undefined ? none : `${formatTime(time, place.zone)} ${formatZone(place.zone)}`;
  return (
    <section class="printed">
      <h1>History of an item</h1>
      <p>
        Item <Value>{JSON.stringify(key)}</Value> of <Value>{tables.join(', ')}</Value>
      </p>
      <p>
        From {format(searched.since, 'the beginning')} to {format(searched.until, 'now')}. Asked at{' '}
        {format(toIso(Date.now() / 1_000), '')}, in the audit{' '}
        <Value>{document.body.dataset.audit ?? ''}</Value>.
      </p>
      <CoverageText coverage={coverage} />
    </section>
  );
}
