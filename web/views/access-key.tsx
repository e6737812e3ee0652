import { useEffect } from 'preact/hooks';
import { Answers } from '../parts/answers';
import { DataTable } from '../parts/data-table';
import { Revocation } from '../parts/revocation';
import { StoryForm } from '../parts/story-form';
import { Notices, Problem, Value } from '../parts/text';
import { When } from '../parts/when';
import { usePlace } from '../place/use-place';
import { answerKey } from '../stories/key-answers';
import { type ItemUse, toItemUses, toTouched, toUses, type Use } from '../stories/key-use';
import { toStoryTimes } from '../stories/story-times';
import { countWords, formatCount, shortName } from '../text/words';
import { useKeyFacts } from './use-key-facts';
import type { ViewProps } from './view';

/** What an access key was used for, and what to revoke. */
export function AccessKeyView(props: ViewProps) {
  const { place, go } = usePlace();
  const { since, until } = place;
  const key = place.filters.accessKey?.[0] ?? '';
  return (
    <div class="story">
      <StoryForm
        key={key}
        label="Access key ID"
        placeholder="AKIA… or ASIA…"
        value={key}
        action="What did it touch?"
        note="Paste the ID of a key that leaked, never its secret."
        onAsk={(asked) => go({ filters: { accessKey: [asked] }, event: undefined })}
      />
      {/* Another question begins anew: no answer of the one before may mix with its own. */}
      {key && <KeyUse key={`${key} ${since} ${until}`} accessKey={key} {...props} />}
    </div>
  );
}

function KeyUse({ accessKey, onCoverage }: ViewProps & { readonly accessKey: string }) {
  const { place } = usePlace();
  const { since, until } = place;
  const { facts, coverage, notices, problem } = useKeyFacts(accessKey, { since, until });
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
  if (problem) return <Problem message={problem.message} />;
  if (!facts) return <p role="status">Searching its calls…</p>;
  const { calls, named } = facts;
  const items = toItemUses(named);
  return (
    <>
      <Notices notices={notices} />
      <Answers answers={answerKey(facts, toStoryTimes(place))} />
      <Revocation accessKey={accessKey} calls={calls} />
      {calls.length > 0 && (
        <>
          <Uses label="What it touched" head="Resource" uses={toUses(calls, toTouched)} />
          {items.length > 0 && <NamedItems items={items} />}
          <Uses
            label="Where it was used from"
            head="Address"
            uses={toUses(calls, ({ sourceIp }) => (sourceIp === undefined ? [] : [sourceIp]))}
          />
          <Uses
            label="Programs that used it"
            head="User agent"
            uses={toUses(calls, ({ userAgent }) => (userAgent === undefined ? [] : [userAgent]))}
          />
        </>
      )}
    </>
  );
}

/** Most rows of a table. */
const SHOWN = 200;

function NamedItems({ items }: { readonly items: readonly ItemUse[] }) {
  return (
    <section class="panel" aria-label="Items that it named">
      <h2>Items that it named: {formatCount(items.length)}</h2>
      <DataTable
        label="Table of items that it named"
        heads={['Table', 'Key', 'Calls', 'First', 'Last']}
        rows={items
          .slice(0, SHOWN)
          .map(({ table, key, words, first, last }) => [
            <Value key="table">{shortName(table)}</Value>,
            <Value key="key">{key}</Value>,
            words,
            <When key="first" time={first} />,
            <When key="last" time={last} />,
          ])}
      />
      <MoreRows count={items.length - SHOWN} />
    </section>
  );
}

const MoreRows = ({ count }: { readonly count: number }) =>
  count > 0 ? <p class="note">{countWords(count, 'more row')} not shown.</p> : null;

interface UsesProps {
  readonly label: string;
  readonly head: string;
  readonly uses: readonly Use[];
}

function Uses({ label, head, uses }: UsesProps) {
  return (
    <section class="panel" aria-label={label}>
      <h2>
        {label}: {formatCount(uses.length)}
      </h2>
      {uses.length > 0 && (
        <DataTable
          label={`Table: ${label}`}
          heads={[head, 'Calls', 'First', 'Last']}
          rows={uses
            .slice(0, SHOWN)
            .map(({ value, words, first, last }) => [
              <Value key="value">{shortName(value)}</Value>,
              words,
              <When key="first" time={first} />,
              <When key="last" time={last} />,
            ])}
        />
      )}
      <MoreRows count={uses.length - SHOWN} />
    </section>
  );
}
