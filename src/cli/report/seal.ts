import { createHash } from 'node:crypto';
import { escapedJson } from '../output/control-characters';

/** A file that ends with its own hash. */
export interface Sealed {
  readonly text: string;
  /** SHA-256 of all bytes before the last line, in hexadecimal. */
  readonly hash: string;
}

const toHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Adds the last line of a page. @param page ends with a line feed */
export function sealPage(page: string): Sealed {
  const hash = toHash(page);
  const line = `<p class="seal">SHA-256 of all bytes before this line: <code>${hash}</code></p></body></html>\n`;
  return { text: page + line, hash };
}

/** Formats a value as JSON, a line for each of its properties, and the hash as the last one. */
export function sealJson(value: object): Sealed {
  const lines = Object.entries(value).map(
    ([name, property]) => `${JSON.stringify(name)}: ${escapedJson(JSON.stringify(property))},\n`,
  );
  const body = `{\n${lines.join('')}`;
  const hash = toHash(body);
  return { text: `${body}"sha256": "${hash}"}\n`, hash };
}
