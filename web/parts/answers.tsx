import { toAccessKey, toPrincipal, toTable } from '../place/stories';
import { usePlace } from '../place/use-place';
import type { Line, StoryAnswer } from '../stories/answer';
import { Value } from './text';

const STORIES = { principal: toPrincipal, table: toTable, 'access-key': toAccessKey } as const;

/** What a story answers first: questions, and a few sentences each. */
export const Answers = ({ answers }: { readonly answers: readonly StoryAnswer[] }) => (
  <dl class="answers">
    {answers.map(({ question, lines }) => (
      <div key={question}>
        <dt>{question}</dt>
        {lines.map((line) => (
          <dd key={line.text} class={line.tone && `answer-${line.tone}`}>
            <AnswerLine line={line} />
          </dd>
        ))}
      </div>
    ))}
  </dl>
);

function AnswerLine({ line: { text, event, about } }: { readonly line: Line }) {
  const { link } = usePlace();
  const address = about ? link(STORIES[about.view](about.value)) : event && link({ event });
  return address ? (
    <a href={address}>
      <Value>{text}</Value>
    </a>
  ) : (
    <Value>{text}</Value>
  );
}
