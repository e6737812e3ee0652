/**
 * Characters that a terminal or a spreadsheet acts on instead of showing: C0 and C1 controls and DEL
 * (escape sequences start with them), marks and overrides of text direction, line and paragraph separators.
 */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** Replaces control characters with visible escapes such as `\u001b`, so that a terminal acts on none. */
export const visible = (text: string): string =>
  text.replace(CONTROL_CHARACTERS, (character) => NAMED[character] ?? `\\u${hex(character)}`);

/**
 * Formats a value as one line of JSON without control characters. `JSON.stringify` escapes only those
 * below U+0020. All others can occur only in strings, where an escape means the same.
 */
export const jsonLine = (value: unknown): string => escapedJson(JSON.stringify(value));

/** Escapes control characters in the strings of a JSON text. Line breaks between tokens become spaces. */
export const escapedJson = (json: string): string =>
  json.replace(CONTROL_CHARACTERS, (character) => (character <= ' ' ? ' ' : `\\u${hex(character)}`));
