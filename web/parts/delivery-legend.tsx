import { type ShownState, STATES, UNKNOWN_SIGN } from '../../src/query/delivery-states';
import { Fold } from './fold';

const ORDER = Object.keys(STATES) as (keyof typeof STATES)[];

/** What the signs of the calendar mean: the names of those that it has, and the meaning of all. */
export function DeliveryLegend({ states }: { readonly states: ReadonlySet<keyof typeof STATES> }) {
  return (
    <>
      <ul class="signs" aria-label="Signs">
        {ORDER.filter((state) => states.has(state)).map((state) => (
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
