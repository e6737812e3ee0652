import { useState } from 'preact/hooks';
import { toShown, toTyped } from './typed-value';

interface FormProps {
  /** What is asked for, such as `Table`. */
  readonly label: string;
  readonly placeholder: string;
  /** Value to begin with. */
  readonly value: string;
  readonly action: string;
  readonly note: string;
  readonly onAsk: (value: string) => void;
}

/** Asks what a story is about. */
export function StoryForm({ label, placeholder, value, action, note, onAsk }: FormProps) {
  const [text, setText] = useState(toShown(value));
  const asked = toTyped(text, value).trim();
  return (
    <form
      class="item-form story-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (asked) onAsk(asked);
      }}
    >
      <label>
        {label}
        <input
          type="text"
          spellcheck={false}
          autocomplete="off"
          placeholder={placeholder}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={!asked}>
        {action}
      </button>
      <p class="note">{note} Of the settings above, only the time range applies.</p>
    </form>
  );
}
