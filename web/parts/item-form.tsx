import { useState } from 'preact/hooks';
import { parseItemKey } from '../place/item-key';
import { toShown, toTyped } from './typed-value';

/** An item that is asked for. */
export interface AskedItem {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
}

interface FormProps {
  /** Table to begin with. */
  readonly table: string;
  readonly onAsk: (item: AskedItem) => void;
}

/** Asks for an item by its table and key. */
export function ItemForm({ table: initially, onAsk }: FormProps) {
  const [shown, setShown] = useState(toShown(initially));
  const table = toTyped(shown, initially).trim();
  const [text, setText] = useState('');
  const key = parseItemKey(text);
  return (
    <form
      class="item-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (key && table) onAsk({ table, key });
      }}
    >
      <label>
        Table
        <input
          type="text"
          placeholder="Name or ARN"
          value={shown}
          onInput={({ currentTarget }) => setShown(currentTarget.value)}
        />
      </label>
      <label>
        Key
        <textarea
          rows={2}
          spellcheck={false}
          placeholder="orderId=42, one attribute a line"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={!key || !table}>
        Who touched it?
      </button>
      <p class="note">
        Of the settings above, only the time range applies. The key stays in this page: it is in no address,
        and gone when you close it.
      </p>
    </form>
  );
}
