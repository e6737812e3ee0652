import { PRESETS, shiftTimes } from '../place/time-range';
import { usePlace } from '../place/use-place';
import { formatZone, parseInputTime, toInputTime } from '../text/time';

const isAbsolute = (time: string | undefined): time is string => time !== undefined && /^\d{4}-/.test(time);

/** The time range: spans before now, everything, or two times. */
export function TimePicker() {
  const { place, go } = usePlace();
  const { since, until, zone } = place;
  const isCustom = isAbsolute(since) || until !== undefined;
  const shift = (windows: number) => go(shiftTimes(place, windows, Date.now() / 1_000));
  return (
    <fieldset class="times">
      <legend class="hidden">Time range</legend>
      <div class="presets">
        {PRESETS.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={since === span && until === undefined}
            aria-label={`Last ${span}`}
            onClick={() => go({ since: span, until: undefined })}
          >
            {span}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={since === undefined && until === undefined}
          onClick={() => go({ since: undefined, until: undefined })}
        >
          All
        </button>
      </div>
      <details class="menu custom-times">
        <summary class={isCustom ? 'chosen' : undefined}>
          {isCustom ? formatRange(since, until, zone) : 'From … to …'}
        </summary>
        <div class="menu-body">
          <TimeInput label="From" name="since" />
          <TimeInput label="To" name="until" />
          <p class="note">Times are in {formatZone(zone)}.</p>
        </div>
      </details>
      <button
        type="button"
        title="Earlier ( [ )"
        aria-label="Earlier"
        disabled={since === undefined}
        onClick={() => shift(-1)}
      >
        ‹
      </button>
      <button
        type="button"
        title="Later ( ] )"
        aria-label="Later"
        disabled={since === undefined}
        onClick={() => shift(1)}
      >
        ›
      </button>
      <button
        type="button"
        class="zone"
        aria-label={`Times are in ${formatZone(zone)}. Change the time zone.`}
        onClick={() => go({ zone: zone === 'utc' ? 'local' : 'utc' })}
      >
        {zone === 'utc' ? 'UTC' : 'Local'}
      </button>
    </fieldset>
  );
}

function formatRange(since: string | undefined, until: string | undefined, zone: 'utc' | 'local'): string {
  const format = (time: string) =>
    isAbsolute(time) ? toInputTime(time, zone).replace('T', ' ').slice(0, 16) : `${time} ago`;
  return `${since === undefined ? 'Beginning' : format(since)} – ${until === undefined ? 'now' : format(until)}`;
}

function TimeInput({ label, name }: { readonly label: string; readonly name: 'since' | 'until' }) {
  const { place, go } = usePlace();
  const time = place[name];
  return (
    <label>
      {label}
      <input
        type="datetime-local"
        step="1"
        value={isAbsolute(time) ? toInputTime(time, place.zone) : ''}
        onChange={({ currentTarget }) => {
          const given = parseInputTime(currentTarget.value, place.zone);
          // Two times make a range: a span before now would move while one reads.
          const fixed =
            name === 'until' && given !== undefined && !isAbsolute(place.since) ? fixStart(place.since) : {};
          go({ ...fixed, [name]: given });
        }}
      />
    </label>
  );
}

const fixStart = (since: string | undefined) =>
  since === undefined ? {} : shiftTimes({ since, until: undefined }, 0, Date.now() / 1_000);
