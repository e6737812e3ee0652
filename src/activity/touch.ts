import type { ItemAccess, NamedItem } from '../audit/item-access';
import { TOUCH_KINDS, type TouchKind } from '../audit/touch-kind';
import { storableString } from '../store/storable-record';
import type { Touch } from './activity-entry';

/** A touch that is the same object for all calls that touch alike. */
export interface KnownTouch extends Touch {
  readonly number: number;
  /** Of its attributes, about. */
  readonly bytes: number;
}

/** Touches that are looked through one after the other. A table has a few; beyond them, touches are found by a name. */
const MOST_COMPARED = 16;

interface SimpleTouch {
  readonly touch: KnownTouch;
  readonly item: NamedItem | undefined;
  readonly kind: TouchKind | undefined;
}

/** Knows the ways in which calls touch items. Most name items by one shape of key, or touch items in one way. */
export class Touches {
  readonly #simple: SimpleTouch[] = [];
  readonly #byName = new Map<string, KnownTouch>();

  /** How a call touches items of a table. */
  find(access: ItemAccess, table: string): KnownTouch {
    let item: NamedItem | undefined;
    for (const named of access.named) {
      if (named.table !== table) continue;
      if (item === undefined) item = named;
      else if (!isSameShape(item, named)) return this.#findByName(access, table);
    }
    let kind: TouchKind | undefined;
    for (const unnamed of access.unnamed) if (unnamed.table === table) kind = unnamed.kind;
    for (const simple of this.#simple) {
      if (simple.kind === kind && isSameShape(simple.item, item)) return simple.touch;
    }
    const touch = this.#findByName(access, table);
    if (this.#simple.length < MOST_COMPARED) this.#simple.push({ touch, item, kind });
    return touch;
  }

  #findByName(access: ItemAccess, table: string): KnownTouch {
    const { keys, kinds } = toTouch(access, table);
    const name = JSON.stringify([keys, kinds]);
    const known = this.#byName.get(name);
    if (known) return known;
    const touch = { keys, kinds, number: this.#byName.size, bytes: Buffer.byteLength(name) };
    this.#byName.set(name, touch);
    return touch;
  }
}

function isSameShape(one: NamedItem | undefined, other: NamedItem | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.otherwise !== other.otherwise) return false;
  let attributes = 0;
  for (const attribute in one.key) {
    // Not `in`: an attribute can have the name of a member that every object inherits, such as `constructor`.
    if (!Object.hasOwn(other.key, attribute)) return false;
    attributes += 1;
  }
  for (const _ in other.key) attributes -= 1;
  return attributes === 0;
}

function toTouch({ named, unnamed }: ItemAccess, table: string): Touch {
  const keys = new Map<string, Touch['keys'][number]>();
  for (const item of named) {
    if (item.table !== table) continue;
    const attributes = Object.keys(item.key)
      .map((attribute) => storableString(attribute))
      .sort();
    keys.set(JSON.stringify([attributes, item.otherwise]), { attributes, otherwise: item.otherwise });
  }
  const kinds = unnamed.flatMap(({ table: touched, kind }) => (touched === table ? [kind] : []));
  return {
    keys: [...keys.keys()].sort().map((name) => keys.get(name)!),
    kinds: TOUCH_KINDS.filter((kind) => kinds.includes(kind)),
  };
}
