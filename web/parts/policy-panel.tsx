import { useState } from 'preact/hooks';
import { escapedJson } from '../../src/cli/output/control-characters';
import type { Parameters } from '../api/ask';
import { useAnswer } from '../api/questions';
import { countWords } from '../text/words';
import { CopyButton } from './copy-button';
import { saveFile } from './save-file';
import { Notices, Problem } from './text';

interface PolicyProps {
  readonly question: Parameters<'getPolicy'>;
}

/** The policy that a principal would need for what it did. It is built when asked for, because each call is read. */
export function PolicyPanel({ question }: PolicyProps) {
  const [isAsked, setAsked] = useState(false);
  const [includeDenied, setIncludeDenied] = useState(false);
  return (
    <section class="panel" aria-label="The policy that it would need">
      <h2>The policy that it would need</h2>
      <p class="buttons">
        <button type="button" disabled={isAsked} onClick={() => setAsked(true)}>
          Build it from its calls
        </button>
        <label class="check">
          <input
            type="checkbox"
            checked={includeDenied}
            onChange={({ currentTarget }) => setIncludeDenied(currentTarget.checked)}
          />{' '}
          Also allow what was denied
        </label>
      </p>
      {isAsked && <Policy question={{ ...question, includeDenied }} />}
    </section>
  );
}

function Policy({ question }: PolicyProps) {
  const { value, problem, isLoading } = useAnswer('getPolicy', question);
  if (problem) return <Problem message={problem.message} />;
  if (!value) return <p role="status">{isLoading && 'Reading its calls…'}</p>;
  const { policy, calls, notices = [] } = value;
  const text = policy && `${JSON.stringify(policy, null, 2)}\n`;
  return (
    <>
      <Notices notices={notices} />
      <p>
        {policy
          ? `The least that allows ${countWords(calls, 'call')}. It knows only what it saw: a call that is made once a year may be missing.`
          : 'Found no call that a policy could allow.'}
      </p>
      {text && (
        <>
          <pre class="command" tabIndex={0}>
            {text.split('\n').map(escapedJson).join('\n')}
          </pre>
          <p class="buttons">
            <CopyButton text={text} />
            <button type="button" onClick={() => saveFile('policy.json', 'application/json', text)}>
              Download
            </button>
          </p>
        </>
      )}
    </>
  );
}
