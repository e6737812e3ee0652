import type { Answer } from '../../src/http/operations';
import { usePlace } from '../place/use-place';
import { describeHealth, findChecks } from '../text/health';
import type { Check } from '../text/health-check';
import { formatTime, formatZone } from '../text/time';
import { Value } from './text';

const SIGNS: Readonly<Record<Check['verdict'], readonly [sign: string, word: string, look: string]>> = {
  good: ['✓', 'Good', 'proven'],
  look: ['?', 'Look', 'unproven'],
  bad: ['✗', 'Wrong', 'invalid'],
};

/** What is healthy, and what is not. */
export function HealthChecks({ status }: { readonly status: Answer<'getStatus'> }) {
  const { place, link } = usePlace();
  const checks = findChecks(status);
  return (
    <section class="panel" aria-label="Health">
      <div class="bar">
        <h2>{describeHealth(checks)}</h2>
        <span class="note">
          {formatTime(status.time, place.zone)} {formatZone(place.zone)}
        </span>
      </div>
      <ul class="checks">
        {checks.map(({ name, verdict, words, advice }) => {
          const [sign, word, look] = SIGNS[verdict];
          return (
            <li key={name}>
              <span class={`sign ${look}`} aria-hidden="true">
                {sign}
              </span>
              <strong>
                <span class="hidden">{word}: </span>
                {name === 'Proof' ? <a href={link({ view: 'completeness' })}>{name}</a> : name}
              </strong>
              <p>
                <Value>{words}</Value> {advice !== undefined && <span class="note">{advice}</span>}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
