import { useMemo } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { type ShownState, STATES, UNKNOWN_SIGN } from '../../src/query/delivery-states';
import { shortenObjects } from '../../src/query/format-coverage';
import { useAnswer } from '../api/questions';
import { DataTable } from '../parts/data-table';
import { DeliveryCalendar } from '../parts/delivery-calendar';
import { DeliveryDayPanel } from '../parts/delivery-day';
import { Fold } from '../parts/fold';
import { Notices, Problem, Value } from '../parts/text';
import { useKeys } from '../parts/use-keys';
import { type CalendarRange, parseDeliveryDay, shiftCalendar, toCalendarRange } from '../place/delivery-days';
import { usePlace } from '../place/use-place';
import { formatTime } from '../text/time';
import { countWords, formatCount } from '../text/words';
import { useCoverage } from './use-coverage';
import type { ViewProps } from './view';

/** Whether log files can be missing: which days of delivery are proven, where, and why others are not. */
export function CompletenessView({ onCoverage }: ViewProps) {
  const { place, go } = usePlace();
  useCoverage(onCoverage);
  const range = useCalendarRange();
  const { account, eventRegion } = place.filters;
  const { value, problem, isLoading } = useAnswer(
    'listDeliveries',
    range && { account, eventRegion, since: range.since, until: range.until },
  );
  const opened = parseDeliveryDay(place.day);
  const keys = useMemo(
    () => ({ Escape: place.day === undefined ? undefined : () => go({ day: undefined }) }),
    [place.day, go],
  );
  useKeys(keys);
  return (
    <div class="completeness">
      {problem && <Problem message={problem.message} />}
      {!problem && !(value && range) && (
        <p class="note" role="status">
          {isLoading && 'Reading what is known of deliveries…'}
        </p>
      )}
      {value && range && <Deliveries deliveries={value} range={range} />}
      {opened && <DeliveryDayPanel opened={opened} />}
      {value && value.places.listed.length > 0 && <Places places={value.places} />}
    </div>
  );
}

/** Undefined until it is known when a calendar of all time ends. */
function useCalendarRange(): CalendarRange | undefined {
  const { place } = usePlace();
  const { since, until } = place;
  const isAll = since === undefined && until === undefined;
  // A deployed audit may have no index of all events. Those that it has say the time, too.
  const newest = useAnswer('searchEvents', isAll ? { limit: 1, partial: true } : undefined);
  const isKnown = !isAll || newest.value !== undefined || newest.problem !== undefined;
  const time = newest.value?.records[0]?.eventTime;
  return useMemo(
    () => (isKnown ? toCalendarRange({ since, until }, time, Date.now() / 1_000) : undefined),
    [isKnown, since, until, time],
  );
}

interface DeliveriesProps {
  readonly deliveries: Answer<'listDeliveries'>;
  readonly range: CalendarRange;
}

function Deliveries({ deliveries: { places, notices }, range }: DeliveriesProps) {
  const { link } = usePlace();
  const { expected, proven, listed } = places;
  const worst = [...listed].sort((one, other) => rank(one.state) - rank(other.state));
  return (
    <section class="panel" aria-label="Deliveries">
      <div class="bar">
        <h2>
          {expected === 0
            ? 'Nothing is known of deliveries'
            : `Proven: ${formatCount(proven)} of ${countWords(expected, 'account and Region', 'accounts and Regions')}`}
        </h2>
        <a class="button" href={link(shiftCalendar(range, -1))}>
          ‹ Earlier
        </a>
        {range.until !== undefined && (
          <a class="button" href={link(shiftCalendar(range, 1))}>
            Later ›
          </a>
        )}
      </div>
      <Notices notices={notices} />
      {expected === 0 ? (
        <div class="empty">
          <p>
            No digest of CloudTrail and no verified log file from {range.days[0]} to {range.days.at(-1)} is
            known.
          </p>
          <p>
            For a data folder, run ddb-audit verify on a copy of the bucket, with its digests. A deployed
            audit verifies each digest when it arrives. docs/completeness.md says more.
          </p>
        </div>
      ) : (
        <>
          <p class="note">
            Days on which CloudTrail delivered log files, in UTC. A day has the worst state of its hours.
            Choose one to see its reasons and log files.
            {range.isCut && ` The last ${range.days.length} days of the time range are shown.`}
          </p>
          <DeliveryCalendar places={worst} days={range.days} />
          <Legend listed={listed} />
        </>
      )}
    </section>
  );
}

const ORDER = Object.keys(STATES) as (keyof typeof STATES)[];
/** From the worst to `proven`. */
const rank = (state: keyof typeof STATES): number => -ORDER.indexOf(state);

function Legend({ listed }: { readonly listed: DeliveriesProps['deliveries']['places']['listed'] }) {
  const used = new Set(listed.flatMap(({ days }) => Object.values(days)));
  return (
    <>
      <ul class="signs" aria-label="Signs">
        {ORDER.filter((state) => used.has(state)).map((state) => (
          <li key={state}>
            <Sign {...STATES[state]} /> {STATES[state].name}
          </li>
        ))}
      </ul>
      <Fold className="as-table legend" label="What do the states mean?">
        {() => (
          <dl>
            {ORDER.map((state) => (
              <div key={state}>
                <dt>
                  <Sign {...STATES[state]} /> {STATES[state].name}
                </dt>
                <dd>{STATES[state].meaning}</dd>
              </div>
            ))}
            <div>
              <dt>
                <Sign sign={UNKNOWN_SIGN} /> nothing known
              </dt>
              <dd>No digest and no log file of the day is known.</dd>
            </div>
          </dl>
        )}
      </Fold>
    </>
  );
}

const Sign = ({ sign, look }: Partial<Pick<ShownState, 'look'>> & Pick<ShownState, 'sign'>) => (
  <span class={`sign ${look ?? ''}`} aria-hidden="true">
    {sign}
  </span>
);

function Places({
  places: { listed, omitted },
}: {
  readonly places: DeliveriesProps['deliveries']['places'];
}) {
  const { place } = usePlace();
  return (
    <section class="panel" aria-label="Accounts and Regions">
      <h2>Accounts and Regions</h2>
      <DataTable
        label="Table of accounts and Regions"
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
