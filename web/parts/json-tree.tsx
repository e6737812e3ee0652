import { useState } from 'preact/hooks';
import { countWords } from '../text/words';
import { Value } from './text';

const LONG_TEXT = 400;
const MANY = 100;
/** Deeper values are closed at first. */
const OPEN_DEPTH = 3;

/** A JSON value as a tree. Texts that hold a JSON object, such as policies, are shown as that object. */
export function JsonTree({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }) {
  const parsed = parseText(value);
  return typeof parsed === 'object' && parsed !== null ? (
    <Members value={parsed} depth={depth} />
  ) : (
    <Leaf value={parsed} />
  );
}

function parseText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // Not JSON after all: a text that begins with a brace.
  }
}

function Members({ value, depth }: { readonly value: object; readonly depth: number }) {
  const [isLong, setLong] = useState(false);
  const entries = Object.entries(value);
  const shown = isLong ? entries : entries.slice(0, MANY);
  if (entries.length === 0)
    return <span class="json-empty">{Array.isArray(value) ? 'empty list' : 'empty'}</span>;
  return (
    <ul class="json">
      {shown.map(([name, member]) => (
        <li key={name}>
          <Member name={name} value={member} depth={depth + 1} />
        </li>
      ))}
      {shown.length < entries.length && (
        <li>
          <button type="button" class="quiet" onClick={() => setLong(true)}>
            Show {countWords(entries.length - MANY, 'more value')}
          </button>
        </li>
      )}
    </ul>
  );
}

function Member({
  name,
  value,
  depth,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}) {
  const parsed = parseText(value);
  const isNested = typeof parsed === 'object' && parsed !== null && Object.keys(parsed).length > 0;
  if (!isNested) {
    return (
      <>
        <span class="json-name">
          <Value>{name}</Value>
        </span>{' '}
        <JsonTree value={parsed} depth={depth} />
      </>
    );
  }
  return (
    <details open={depth <= OPEN_DEPTH}>
      <summary class="json-name">
        <Value>{name}</Value>
      </summary>
      <JsonTree value={parsed} depth={depth} />
    </details>
  );
}

function Leaf({ value }: { readonly value: unknown }) {
  const [isLong, setLong] = useState(false);
  const text = typeof value === 'string' ? value : String(value);
  if (isLong || text.length <= LONG_TEXT) {
    return (
      <span class={`json-value json-${value === null ? 'null' : typeof value}`}>
        <Value>{text}</Value>
      </span>
    );
  }
  return (
    <span class="json-value">
      <Value>{text.slice(0, LONG_TEXT)}</Value>…{' '}
      <button type="button" class="quiet" onClick={() => setLong(true)}>
        Show all {countWords(text.length, 'character')}
      </button>
    </span>
  );
}
