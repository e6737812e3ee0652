import { useEffect, useRef } from 'preact/hooks';
import { STATES } from '../../src/query/delivery-states';
import { shortenObjects } from '../../src/query/format-coverage';
import { useAnswer } from '../api/questions';
import { type DeliveryDay, toDayRange } from '../place/delivery-days';
import { usePlace } from '../place/use-place';
import { capitalize, countWords } from '../text/words';
import { DataTable } from './data-table';
import { DayFiles } from './day-files';
import { Notices, Problem, Value } from './text';

/** One day of an account and Region: why it is not proven, and its log files. */
export function DeliveryDayPanel({ opened }: { readonly opened: DeliveryDay }) {
  const { go, link } = usePlace();
  const { accountId, region, day } = opened;
  const question = { account: [accountId], eventRegion: [region] };
  const range = toDayRange(opened);
  const { value, problem } = useAnswer('listDeliveries', { ...question, ...range });
  const heading = useRef<HTMLHeadingElement>(null);
  // Each day is announced, and comes into sight.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [accountId, region, day]);
  const [found] = value?.places.listed ?? [];
  const state = found?.days[day];
  const shown = state && STATES[state];
  return (
    <section class="panel delivery-day" aria-label="Day of delivery">
      <div class="bar">
        <h2 ref={heading} tabIndex={-1}>
          {day} <Value>{accountId}</Value> <Value>{region}</Value>
          {shown && <span class={`state ${shown.look}`}>{capitalize(shown.name)}</span>}
        </h2>
        <button type="button" class="close" aria-label="Close the day" onClick={() => go({ day: undefined })}>
          ×
        </button>
      </div>
      <p>
        <a href={link({ view: 'search', filters: question, ...range, day: undefined })}>
          Events of this day in this account and Region
        </a>
      </p>
      {problem && <Problem message={problem.message} />}
      {!value && !problem && <p class="note">Reading what is known of this day…</p>}
      {value && (
        <>
          <p>
            {shown ? shown.meaning : 'No digest of this day was verified, and no log file of it is known.'}
          </p>
          <Notices notices={value.notices} />
          {value.unproven.listed.length > 0 && (
            <DataTable
              label="Table of time that is not proven"
              stacks
              heads={['State', 'From (UTC)', 'Until (UTC)', 'Why']}
              rows={value.unproven.listed.map(({ since, until, state, reason }) => [
                STATES[state].name,
                toClock(since, day),
                toClock(until, day),
                <Reason key="why" text={reason ?? STATES[state].meaning} />,
              ])}
            />
          )}
          {value.exceptions.listed.length > 1 && (
            <>
              <h3>Digests and log files that are not proven</h3>
              <DataTable
                label="Table of digests and log files that are not proven"
                stacks
                heads={['State', 'Object', 'Why']}
                rows={value.exceptions.listed.map(({ object, state, reason }) => [
                  STATES[state].name,
                  <Reason key="object" text={object} />,
                  <Reason key="why" text={reason} />,
                ])}
              />
            </>
          )}
          {value.exceptions.omitted > 0 && (
            <p class="note">
              {countWords(value.exceptions.omitted, 'more object')} of this day are not listed.
            </p>
          )}
        </>
      )}
      {(value || problem) && <DayFiles question={{ ...question, day: [day] }} />}
    </section>
  );
}

/** The time of a day, which ends at 24:00:00. */
const toClock = (time: string, day: string): string =>
  time.startsWith(day) ? time.slice(11, 19) : '24:00:00';

const Reason = ({ text }: { readonly text: string }) => (
  <span class="long" title={text}>
    <Value>{shortenObjects(text)}</Value>
  </span>
);
