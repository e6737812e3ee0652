import type { ItemAccess } from '../../audit/item-access';

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
  const texts = named.map(({ key }) => {
    const text: Record<string, string> = {};
    for (const name in key) text[name] = String(key[name]);
    return text;
  });
  return unnamed.length === 0 ? texts : [...texts, UNLOGGED];
}
