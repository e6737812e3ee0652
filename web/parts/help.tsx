import { useEffect, useRef, useState } from 'preact/hooks';
import { areLetterKeysOn, switchLetterKeys } from './letter-keys';

const KEYS: readonly (readonly [key: string, meaning: string])[] = [
  ['/', 'Type a filter'],
  ['j  k', 'Next event, event before'],
  ['Enter', 'Open the event'],
  ['c', 'Keep the open event, to compare it with the next one that you open'],
  ['Esc', 'Close'],
  ['[  ]', 'Earlier, later: shift the time range by its length'],
  ['← → ↑ ↓', 'In the calendar: the next day, or place'],
  ['?', 'This help'],
];

/** What the keys do. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [areOn, setOn] = useState(areLetterKeysOn);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areOn}
          onChange={({ currentTarget: { checked } }) => {
            switchLetterKeys(checked);
            setOn(checked);
          }}
        />{' '}
        Use keys of a single character. This browser remembers it.
      </label>
      <p class="note">
        Drag over the bars to zoom. Filters of one kind are alternatives; different kinds must all match. The
        address has all that you see, but no key to it: share it with somebody who runs the explorer on the
        same audit.
      </p>
      <button type="button" autofocus onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
