import { useEffect } from 'preact/hooks';
import { useCollected } from '../api/collected';
import { useRiskWords } from '../api/risk-words';
import { Answers } from '../parts/answers';
import { worseCoverage } from '../parts/coverage-line';
import { StepTable } from '../parts/step-table';
import { StoryForm } from '../parts/story-form';
import { Notices, Problem } from '../parts/text';
import { toTable } from '../place/stories';
import { usePlace } from '../place/use-place';
import { toSteps } from '../stories/steps';
import { toStoryTimes } from '../stories/story-times';
import { answerTable, findTables } from '../stories/table-life';
import { countWords, formatCount } from '../text/words';
import type { ViewProps } from './view';

/** Changes of a table that are read at most: three pages. */
const CHANGES = { pages: 3, limit: 1_000 };
/** Groups of reads and writes that are read at most: two pages. */
const GROUPS = { pages: 2, limit: 10_000 };

/** A table's life: what was done with it, in order, after five answers. */
export function TableView(props: ViewProps) {
  const { place, go } = usePlace();
  const { since, until } = place;
  const table = place.filters.table?.[0] ?? '';
  return (
    <div class="story">
      <StoryForm
        key={table}
        label="Table"
        placeholder="Name or ARN"
        value={table}
        action="Show its life"
        note="Everything that was done with a table, from its creation to its deletion."
        onAsk={(asked) => go({ filters: { table: [asked] }, event: undefined })}
      />
      {/* Another question begins anew: no answer of the one before may mix with its own. */}
      {table && <TableLife key={`${table} ${since} ${until}`} table={table} {...props} />}
    </div>
  );
}

function TableLife({ table, onCoverage }: ViewProps & { readonly table: string }) {
  const { place, go } = usePlace();
  const { since, until } = place;
  const question = { table: [table], since, until };
  const changed = useCollected(
    'searchEvents',
    { ...question, plane: 'control', access: ['write', 'permissions', 'tagging'], limit: CHANGES.limit },
    CHANGES.pages,
  );
  const touched = useCollected('getActivity', { ...question, limit: GROUPS.limit }, GROUPS.pages);
  const changes = changed.value?.pages.flatMap(({ records }) => records) ?? [];
  const groups = touched.value?.pages.flatMap((page) => page.groups) ?? [];
  const words = useRiskWords(changes);
  const coverage = worseCoverage(touched.value?.coverage, changed.value?.coverage);
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);

  if (changed.problem) return <Problem message={changed.problem.message} />;
  if (!changed.value || (!touched.value && !touched.problem)) return <p role="status">Reading its life…</p>;
  const tables = findTables(table, changes, groups);
  const steps = toSteps(changes, new Set(tables));
  const logged = touched.value?.coverage?.logged;
  const unlogged = !logged || logged.status === 'logged' ? [] : logged.sentences;
  const facts = { tables, steps, groups, words, unlogged };
  return (
    <>
      <Notices
        notices={[
          ...new Set([...changed.value.notices, ...(touched.value?.notices ?? [])]),
          ...(changed.value.hasMore
            ? [`Only the newest ${formatCount(changes.length)} changes are shown.`]
            : []),
          ...(touched.value?.hasMore
            ? [`Reads and writes are counted for the newest ${formatCount(groups.length)} groups only.`]
            : []),
        ]}
      />
      {tables.length > 1 && (
        <p class="buttons">
          These are {countWords(tables.length, 'table')}. Choose one:
          {tables.slice(0, 10).map((one) => (
            <button key={one} type="button" onClick={() => go(toTable(one))}>
              {one.split(':').slice(3, 5).reverse().join(' ')}
            </button>
          ))}
        </p>
      )}
      {touched.problem && <Problem message={touched.problem.message} />}
      <Answers answers={answerTable(facts, toStoryTimes(place))} />
      <StepTable table={table} steps={steps} words={words} entries={changed.value.entries} />
    </>
  );
}
