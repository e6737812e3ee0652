import type { Answer } from '../../src/http/operations';
import { STATES } from '../../src/query/delivery-states';
import { shortenObjects } from '../../src/query/format-coverage';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { DataTable } from './data-table';
import { Value } from './text';

type Places = Answer<'listDeliveries'>['places'];

/** The accounts and Regions of the calendar as a table: the worst state of each, and why. */
export function DeliveryPlaces({ places: { listed, omitted } }: { readonly places: Places }) {
  const { place } = usePlace();
  return (
    <section class="panel" aria-label="Accounts and Regions">
      <h2>Accounts and Regions</h2>
      <DataTable
        label="Table of accounts and Regions"
        stacks
        heads={[
          'Account',
          'Region',
          'Worst state',
          'From',
          'Until',
          'Why',
          '#Days proven',
          '#Digests',
          '#Log files',
        ]}
        rows={listed.map(({ accountId, region, state, since, until, reason, days, digests, files }) => [
          <Value key="account">{accountId}</Value>,
          <Value key="region">{region}</Value>,
          <span key="state" class={`state ${STATES[state].look}`}>
            {STATES[state].name}
          </span>,
          since && formatTime(since, place.zone),
          until && formatTime(until, place.zone),
          <span key="reason" class="long" title={reason}>
            <Value>{shortenObjects(reason ?? '')}</Value>
          </span>,
          `${countProven(days)} of ${Object.keys(days).length}`,
          formatCount(digests),
          formatCount(files),
        ])}
      />
      {omitted > 0 && (
        <p class="note">
          {countWords(omitted, 'more account and Region is', 'more accounts and Regions are')} not listed.
        </p>
      )}
    </section>
  );
}

const countProven = (days: Readonly<Record<string, string>>): number =>
  Object.values(days).filter((state) => state === 'proven').length;
