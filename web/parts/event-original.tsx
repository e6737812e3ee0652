import { useState } from 'preact/hooks';
import { escapedJson } from '../../src/cli/output/control-characters';
import { saveFile } from './save-file';

/** The exact text of an event in its log file, to copy and to download. */
export function EventOriginal({ eventId, text }: { readonly eventId: string; readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <details class="original">
      <summary>Original JSON</summary>
      <p class="buttons">
        <button type="button" onClick={copy}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" onClick={() => saveFile(`${eventId}.json`, 'application/json', text)}>
          Download
        </button>
        <span class="note">The exact bytes of the log file.</span>
      </p>
      <pre tabIndex={0}>{escapedJson(text)}</pre>
    </details>
  );
}
