import type { ItemAccess, NamedItem } from '../audit/item-access';
import { TOUCH_KINDS } from '../audit/touch-kind';
import { storableString } from '../store/storable-record';
import type { Touch } from './activity-entry';

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
