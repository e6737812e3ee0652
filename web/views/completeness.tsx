import { useMemo } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import { STATES } from '../../src/query/delivery-states';
import { useAnswer } from '../api/questions';
import { Command } from '../parts/command';
import { DeliveryCalendar } from '../parts/delivery-calendar';
import { DeliveryDayPanel } from '../parts/delivery-day';
import { DeliveryLegend } from '../parts/delivery-legend';
import { DeliveryPlaces } from '../parts/delivery-places';
import { Notices, Problem } from '../parts/text';
import { useKeys } from '../parts/use-keys';
import { type CalendarRange, parseDeliveryDay, shiftCalendar, toCalendarRange } from '../place/delivery-days';
import { usePlace } from '../place/use-place';
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
      {value && opened && <DeliveryDayPanel opened={opened} />}
      {value && !opened && value.places.listed.length > 0 && <DeliveryPlaces places={value.places} />}
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
            Looked at days of delivery from {range.days[0]} to {range.days.at(-1)}, in UTC.
          </p>
          <p>
            For a data folder, verify a copy of the trail's bucket with its digests, and reload this page:
          </p>
          <Command text={VERIFY} />
          <p>
            docs/completeness.md says how to save both. A deployed audit verifies each digest when it arrives:
            see whether the trail validates its log files.
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
          <DeliveryLegend states={new Set(listed.flatMap(({ days }) => Object.values(days)))} />
        </>
      )}
    </section>
  );
}

/** What fills the calendar of a data folder. */
const VERIFY = 'ddb-audit verify ./COPY_OF_BUCKET --public-keys KEYS.json --local ./DATA_FOLDER';

const ORDER = Object.keys(STATES);
/** From the worst to `proven`. */
const rank = (state: string): number => -ORDER.indexOf(state);
