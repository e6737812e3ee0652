import { visible } from './control-characters';

/** Formats an object as lines of name and value. Nested names are joined by dots; a list has a line for each element. */
export function formatSheet(value: object): string {
  const lines = toLines('', value);
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `${name.padEnd(width)}  ${visible(text)}\n`).join('');
}

const toLines = (path: string, value: object): [name: string, text: string][] =>
  Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    if (inner === undefined) return [];
    if (Array.isArray(inner)) return inner.map((element) => [path + name, String(element)]);
    return typeof inner === 'object' ? toLines(`${path}${name}.`, inner) : [[path + name, String(inner)]];
  });
