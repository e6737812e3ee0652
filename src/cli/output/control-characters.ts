/**
 * What a terminal or a spreadsheet may obey instead of show: C0 and C1 controls and DEL (escape
 * sequences begin with them), marks and overrides of text direction, line and paragraph separators.
 */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** The text with control characters made visible: a reader sees `\u001b`, a terminal obeys nothing. */
export const visible = (text: string): string =>
  text.replace(CONTROL_CHARACTERS, (character) => NAMED[character] ?? `\\u${hex(character)}`);

/**
 * One line of JSON without control characters. JSON leaves those above U+007E as they are; inside its
 * strings an escape means the same, and outside of them there are none.
 */
export const jsonLine = (value: unknown): string => escapedJson(JSON.stringify(value));

/** The same JSON with every control character in its strings escaped. Line breaks between tokens go. */
export const escapedJson = (json: string): string =>
  json.replace(CONTROL_CHARACTERS, (character) => (character <= ' ' ? ' ' : `\\u${hex(character)}`));
