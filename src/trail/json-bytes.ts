/** Bytes of JSON's structure. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const LIST = 0x5b;
export const LIST_END = 0x5d;
export const OBJECT = 0x7b;
export const OBJECT_END = 0x7d;

/** Whether the byte is white space in JSON. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Whether the byte ends a number, `true`, `false` or `null`, and cannot begin a value. */
export const isDelimiter = (byte: number | undefined): boolean =>
  byte === COMMA || byte === LIST_END || byte === OBJECT_END;
