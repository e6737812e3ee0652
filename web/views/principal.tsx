import { useEffect } from 'preact/hooks';
import { toQuestion, useAnswer } from '../api/questions';
import { Answers } from '../parts/answers';
import { PolicyPanel } from '../parts/policy-panel';
import { StoryForm } from '../parts/story-form';
import { Notices, Problem } from '../parts/text';
import { TopLists } from '../parts/top-lists';
import { usePlace } from '../place/use-place';
import { answerPrincipal } from '../stories/principal-use';
import { toStoryTimes } from '../stories/story-times';
import type { ViewProps } from './view';

/** What a principal did: tables, operations, networks, failures, and the policy that it would need. */
export function PrincipalView(props: ViewProps) {
  const { place, go } = usePlace();
  const { since, until } = place;
  const principal = place.filters.principal?.[0] ?? '';
  return (
    <div class="story">
      <StoryForm
        key={principal}
        label="Principal"
        placeholder="ARN or name of a user or role"
        value={principal}
        action="What did it do?"
        note="All calls of a user or role, in all its sessions."
        onAsk={(asked) => go({ filters: { principal: [asked] }, event: undefined })}
      />
      {/* Another question begins anew: no answer of the one before may mix with its own. */}
      {principal && <PrincipalUse key={`${principal} ${since} ${until}`} principal={principal} {...props} />}
    </div>
  );
}

const LISTS = [
  ['resource', 'Resources'],
  ['action', 'Operations'],
  ['sourceIp', 'Source addresses'],
  ['error', 'Errors'],
  ['accessKey', 'Access keys'],
] as const;

function PrincipalUse({ principal, onCoverage }: ViewProps & { readonly principal: string }) {
  const { place, link } = usePlace();
  const { since, until } = place;
  const filters = { principal: [principal] };
  const question = toQuestion({ filters, since, until });
  const last = useAnswer('searchEvents', { ...question, limit: 1 });
  const first = useAnswer('searchEvents', { ...question, limit: 1, order: 'asc' });
  const outcomes = useAnswer('summarizeEvents', { ...question, by: 'outcome' });
  const planes = useAnswer('summarizeEvents', { ...question, by: 'plane' });
  const coverage = last.value?.coverage;
  useEffect(() => onCoverage(coverage), [coverage, onCoverage]);
  const problem = last.problem ?? outcomes.problem;
  if (problem) return <Problem message={problem.message} />;
  if (!last.value || !first.value || !outcomes.value || !planes.value)
    return <p role="status">Searching its calls…</p>;
  const facts = {
    first: first.value.records[0],
    last: last.value.records[0],
    outcomes: outcomes.value,
    planes: planes.value,
  };
  return (
    <>
      <Notices notices={[...(last.value.notices ?? [])]} />
      <Answers answers={answerPrincipal(facts, toStoryTimes(place))} />
      {facts.last && (
        <>
          <p class="buttons">
            <a class="button" href={link({ view: 'search', filters })}>
              All its calls
            </a>
            <a
              class="button"
              href={link({
                view: 'search',
                filters: { ...filters, outcome: ['denied', 'failed', 'throttled'] },
              })}
            >
              Those that were denied or failed
            </a>
          </p>
          <TopLists lists={LISTS} filters={filters}>
            <PolicyPanel question={question} />
          </TopLists>
        </>
      )}
    </>
  );
}
