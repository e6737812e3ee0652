import type { ItemAccess, NamedItem } from '../audit/item-access';
import { TOUCH_KINDS, type TouchKind } from '../audit/touch-kind';
import { storableString } from '../store/storable-record';
import type { Touch } from './activity-entry';
import { type ByteReader, type ByteWriter, damaged } from './bytes';
import type { EntryTexts } from './entry-texts';

/** Names how a call touches items of a table: calls with the same name touch alike. */
export function nameTouch({ named, unnamed }: ItemAccess, table: string): string {
  let name = '';
  let shapes: string[] | undefined;
  for (const item of named) {
    if (item.table !== table) continue;
    const shape = nameShape(item);
    if (name === '') name = shape;
    else if (shape !== name) shapes = [...(shapes ?? [name]), shape];
  }
  if (shapes) name = [...new Set(shapes)].sort().join('\n');
  for (const { table: touched, kind } of unnamed) if (touched === table) name += `\n${kind}`;
  return name;
}

/** Lengths tell attributes apart that contain what separates them. */
function nameShape({ key, otherwise }: NamedItem): string {
  let name: string = otherwise;
  for (const attribute of toAttributes(key)) name += ` ${attribute.length} ${attribute}`;
  return name;
}

function toAttributes(key: NamedItem['key']): string[] {
  const attributes = Object.keys(key);
  return attributes.length > 1 ? attributes.sort() : attributes;
}

/** How a call touches items of a table. */
export function toTouch({ named, unnamed }: ItemAccess, table: string): Touch {
  const items = named.filter((item) => item.table === table);
  const byName = new Map(items.map((item) => [nameShape(item), item]));
  const keys = [...byName.keys()].sort().map((name) => {
    const { key, otherwise } = byName.get(name)!;
    return { attributes: toAttributes(key).map((attribute) => storableString(attribute)), otherwise };
  });
  const kinds = unnamed.flatMap(({ table: touched, kind }) => (touched === table ? [kind] : []));
  return { keys, kinds: TOUCH_KINDS.filter((kind) => kinds.includes(kind)) };
}

/** The touches of an entry's groups, each once. */
export class EntryTouches {
  readonly #touches = new Map<string, { readonly touch: Touch; readonly position: number }>();

  /** The position of a touch. */
  add(touch: Touch): number {
    const name = JSON.stringify(touch);
    const known = this.#touches.get(name);
    if (known) return known.position;
    const position = this.#touches.size;
    this.#touches.set(name, { touch, position });
    return position;
  }

  /** Writes how many touches there are, and each: its kinds as bits, its keys. */
  write(writer: ByteWriter, texts: EntryTexts): void {
    writer.varint(this.#touches.size);
    for (const { touch } of this.#touches.values()) {
      writer.varint(touch.kinds.reduce((bits, kind) => bits | toKindBit(kind), 0));
      writer.varint(touch.keys.length);
      for (const { attributes, otherwise } of touch.keys) {
        writer.varint(TOUCH_KINDS.indexOf(otherwise));
        writer.varint(attributes.length);
        for (const attribute of attributes) writer.varint(texts.add(attribute));
      }
    }
  }
}

const toKindBit = (kind: TouchKind): number => 1 << TOUCH_KINDS.indexOf(kind);

/** Reads the touches of an entry. Returns the touch of a position. @throws AuditTrailError `InvalidItem` */
export function readTouches(
  reader: ByteReader,
  toText: (position: number) => string,
): (position: number) => Touch {
  const touches = Array.from({ length: reader.count(2) }, (): Touch => {
    const bits = reader.varint();
    const keys = Array.from({ length: reader.count(2) }, () => {
      const otherwise = TOUCH_KINDS[reader.varint()];
      if (otherwise === undefined) throw damaged('it has a kind that this program does not know');
      const attributes = Array.from({ length: reader.count() }, () => toText(reader.varint()));
      return { attributes, otherwise };
    });
    return { keys, kinds: TOUCH_KINDS.filter((kind) => (bits & toKindBit(kind)) !== 0) };
  });
  return (position) => {
    const touch = touches[position];
    if (touch === undefined) throw damaged(`it has no touch ${position}`);
    return touch;
  };
}
