import { useEffect, useState } from 'preact/hooks';
import { type ItemHistory, readItemHistory } from '../api/item-history';
import { useLoaded } from '../api/use-answer';
import { Answers } from '../parts/answers';
import { NamedCalls, Touches } from '../parts/item-calls';
import { type AskedItem, ItemForm } from '../parts/item-form';
import { PrintedHead } from '../parts/printed-head';
import { saveFile } from '../parts/save-file';
import { Notices, Problem } from '../parts/text';
import { usePlace } from '../place/use-place';
import type { StoryAnswer } from '../stories/answer';
import { answerItem } from '../stories/item-proof';
import { toStoryTimes } from '../stories/story-times';
import { toIso } from '../text/time';
import type { ViewProps } from './view';

/** What happened to one item: who named it, who may have touched it, and what cannot be seen. */
export function ItemView({ onCoverage }: ViewProps) {
  const { place } = usePlace();
  const { since, until } = place;
  const [asked, setAsked] = useState<AskedItem & { readonly before?: ItemHistory }>();
  const question = asked && { table: asked.table, key: asked.key, since, until };
  const { value, problem, isLoading } = useLoaded(
    question && JSON.stringify([question, asked.before?.nextToken]),
    (api, signal) => readItemHistory(api, question ?? {}, asked?.before, signal),
  );
  useEffect(() => onCoverage(value?.coverage), [value, onCoverage]);
  // Calls of another time do not continue those that were read.
  useEffect(() => setAsked((given) => given && { table: given.table, key: given.key }), [since, until]);
  return (
    <div class="item-view story">
      <ItemForm table={place.filters.table?.[0] ?? ''} onAsk={setAsked} />
      {problem && <Problem message={problem.message} />}
      {asked && isLoading && <p role="status">Searching…</p>}
      {asked && value && !isLoading && (
        <History history={value} onContinue={() => setAsked({ ...asked, before: value })} />
      )}
    </div>
  );
}

interface HistoryProps {
  readonly history: ItemHistory;
  readonly onContinue: () => void;
}

function History({ history, onContinue }: HistoryProps) {
  const { place } = usePlace();
  const { mayHaveTouched, attempted, notVisible, notices = [], pageNotices = [], nextToken } = history;
  const answers = answerItem(history, toStoryTimes(place));
  return (
    <>
      <PrintedHead history={history} />
      <Notices notices={[...notices, ...pageNotices]} />
      <Answers answers={answers} />
      <NamedCalls history={history} />
      <Touches label="May have touched it, without naming it" touches={mayHaveTouched} />
      <Touches label="Attempted: denied or failed" touches={attempted} />
      <section class="panel" aria-label="What cannot be seen">
        <h2>What cannot be seen</h2>
        <ul>
          {notVisible.map((what) => (
            <li key={what}>{NOT_VISIBLE[what]}</li>
          ))}
        </ul>
      </section>
      <p class="buttons">
        {nextToken !== undefined && (
          <button type="button" onClick={onContinue}>
            Search the calls before
          </button>
        )}
        <button
          type="button"
          onClick={() => saveFile('item-history.json', 'application/json', toJson(history, answers))}
        >
          Download as JSON
        </button>
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </p>
    </>
  );
}

/** The whole answer, with what was asked and when, so that the file speaks for itself. */
function toJson(history: ItemHistory, answers: readonly StoryAnswer[]): string {
  const told = answers.map(({ question, lines }) => ({ question, answer: lines.map(({ text }) => text) }));
  return `${JSON.stringify({ askedAt: toIso(Date.now() / 1_000), answers: told, ...history }, null, 1)}\n`;
}

const NOT_VISIBLE: Readonly<Record<ItemHistory['notVisible'][number], string>> = {
  'dax-cache': 'Reads that DAX answers from its cache. CloudTrail has no events of them.',
  ttl: 'Deletions by time to live (TTL). CloudTrail has no events of them.',
};
