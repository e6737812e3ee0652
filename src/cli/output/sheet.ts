import { visible } from './control-characters';

/** An object as lines of name and value for people: inner objects by their paths, lists line by line. */
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
