import { usePlace } from '../place/use-place';
import { describeStep, STEP_WORDS, type Step } from '../stories/steps';
import { describeOutcome } from '../text/event-words';
import { formatTime } from '../text/time';
import { countWords, formatCount, shortName } from '../text/words';
import { DataTable } from './data-table';
import { Value } from './text';
import { When } from './when';

interface StepsProps {
  /** The table as it was asked for. */
  readonly table: string;
  readonly steps: readonly Step[];
  readonly words: ReadonlyMap<string, string>;
  /** Entries that were looked at. */
  readonly entries: number;
}

/** Most rows: those of the newest steps. */
const SHOWN = 500;

/** The steps of a table's life, oldest first. */
export function StepTable({ table, steps, words, entries }: StepsProps) {
  const { place, link } = usePlace();
  return (
    <section class="panel steps" aria-label="What was done with it">
      <div class="bar">
        <h2>What was done with it, oldest first</h2>
        <a href={link({ view: 'search', filters: { table: [table] } })}>All calls on it</a>
      </div>
      {steps.length > SHOWN && (
        <p class="note">
          The newest {formatCount(SHOWN)} of {countWords(steps.length, 'step')}.
        </p>
      )}
      {steps.length === 0 ? (
        <p>
          Found no change of this table in {countWords(entries, 'entry', 'entries')}. The line at the top says
          whether anything can be missing.
        </p>
      ) : (
        <DataTable
          label="Table of what was done with it"
          heads={['Time', 'What', 'In words', 'Principal', 'From', 'Outcome']}
          rows={steps.slice(-SHOWN).map((step) => {
            const { kind, first, last, count } = step;
            const told = describeStep(step, words);
            return [
              <a key="time" href={link({ event: first.eventId })}>
                <When time={first.eventTime} />
              </a>,
              <span key="what" class="short">
                {STEP_WORDS[kind]}
              </span>,
              <span key="words" class={first.risk && `step-${first.risk.level}`}>
                {told !== STEP_WORDS[kind] && <Value>{`${told}. `}</Value>}
                <span class="note">
                  <Value>{first.eventName}</Value>
                  {count > 1 &&
                    `, ${countWords(count, 'time')}, until ${formatTime(last.eventTime, place.zone)}`}
                </span>
              </span>,
              <span key="principal" class="short" title={first.principal.id}>
                <Value>{shortName(first.principal.id)}</Value>
              </span>,
              <Value key="from">{first.sourceIp ?? ''}</Value>,
              <span key="outcome" class={`outcome outcome-${first.outcome}`}>
                <Value>{describeOutcome(first)}</Value>
              </span>,
            ];
          })}
        />
      )}
    </section>
  );
}
