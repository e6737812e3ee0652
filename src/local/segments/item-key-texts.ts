import type { ItemAccess } from '../../audit/item-access';
import type { ItemKey } from '../../audit/item-key';

/** Values of an item's key as text, by attribute name. */
export type ItemKeyTexts = Readonly<Record<string, string>>;

const NONE: readonly ItemKeyTexts[] = [];
const UNLOGGED: ItemKeyTexts = Object.freeze({});

/**
 * The keys that a call names, as a segment holds them. Numbers become text. If the call also touches items that it
 * does not name, an empty key stands for them. None for a call that names no item.
 */
export function toItemKeyTexts({ named, unnamed }: ItemAccess): readonly ItemKeyTexts[] {
  if (named.length === 0) return NONE;
  const texts = named.flatMap(({ key }) => toTexts(key));
  return unnamed.length === 0 ? texts : [...texts, UNLOGGED];
}

/**
 * One key. A segment holds UTF-8, in which two names with unpaired surrogates can be the same, and a map has each name once:
 * the second one becomes a key of its own.
 */
function toTexts(key: ItemKey): ItemKeyTexts[] {
  const text: Record<string, string> = {};
  const others: ItemKeyTexts[] = [];
  for (const name in key) {
    const stored = name.toWellFormed();
    const value = String(key[name]).toWellFormed();
    if (Object.hasOwn(text, stored)) others.push({ [stored]: value });
    else text[stored] = value;
  }
  return [text, ...others];
}
