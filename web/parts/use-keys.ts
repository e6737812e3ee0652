import { useLayoutEffect } from 'preact/hooks';
import { areLetterKeysOn } from './letter-keys';

/** What to do for each key, by its name as in `KeyboardEvent.key`. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

const TYPING = 'input, textarea, select, dialog';
/** Elements that have a meaning of their own for Enter. */
const ACTING = 'a, button, summary';

/** Listens to keys, unless somebody types or holds a modifier, or switched keys of a single character off. */
export function useKeys(keys: Keys): void {
  // Not after painting: until then, a key would do what it meant on the page before.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.length === 1 && !areLetterKeysOn()) return;
      const target = event.target instanceof Element ? event.target : undefined;
      if (target?.closest(TYPING) || (event.key === 'Enter' && target?.closest(ACTING))) return;
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [keys]);
}
