import { CONTAINER_BYTES, ELEMENT_BYTES, FLAG_BYTES, numberBytes } from '../item-size';

/** Attributes as a string of DynamoDB JSON, with their size by DynamoDB's rules. */
export interface ItemJson {
  /** Comma-separated `"name":{"type":value}` pairs, without the braces. */
  json: string;
  bytes: number;
  count: number;
}

export const emptyItem = (): ItemJson => ({ json: '', bytes: 0, count: 0 });

/** `,"name":` for each name. Building it for each attribute would cost more than most values. */
const heads = new Map<string, string>();

function formatHead(name: string): string {
  let head = heads.get(name);
  if (head === undefined) {
    head = `,"${name}":`;
    heads.set(name, head);
  }
  return head;
}

function append(item: ItemJson, name: string, typed: string, bytes: number): void {
  const head = formatHead(name);
  item.json += (item.count === 0 ? head.slice(1) : head) + typed;
  item.bytes += name.length + bytes;
  item.count += 1;
}

/** True for most strings: their JSON is the string itself, with one byte per character. Checking is faster than encoding. */
function isPlain(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}

const stringJson = (value: string, plain: boolean): string =>
  plain ? `{"S":"${value}"}` : `{"S":${JSON.stringify(value)}}`;
const stringBytes = (value: string, plain: boolean): number =>
  plain ? value.length : Buffer.byteLength(value);

/** Adds a string. Attribute names are plain ASCII words, here and below. */
export function addString(item: ItemJson, name: string, value: string): void {
  const plain = isPlain(value);
  append(item, name, stringJson(value, plain), stringBytes(value, plain));
}

export const addStringIf = (item: ItemJson, name: string, value: string | undefined): void => {
  if (value !== undefined) addString(item, name, value);
};

/** Adds a non-negative integer. */
export function addNumber(item: ItemJson, name: string, value: number): void {
  const digits = String(value);
  let significant = digits.length;
  while (digits.charCodeAt(significant - 1) === 0x30) significant -= 1;
  append(item, name, `{"N":"${digits}"}`, numberBytes(significant));
}

export const addNull = (item: ItemJson, name: string): void =>
  append(item, name, '{"NULL":true}', FLAG_BYTES);

export const addTrue = (item: ItemJson, name: string): void =>
  append(item, name, '{"BOOL":true}', FLAG_BYTES);

export const addBinary = (item: ItemJson, name: string, value: Buffer): void =>
  append(item, name, `{"B":"${value.toString('base64')}"}`, value.length);

export function addStrings(item: ItemJson, name: string, values: readonly string[]): void {
  let elements = '';
  let bytes = CONTAINER_BYTES;
  for (const value of values) {
    const plain = isPlain(value);
    elements += (elements && ',') + stringJson(value, plain);
    bytes += stringBytes(value, plain) + ELEMENT_BYTES;
  }
  append(item, name, `{"L":[${elements}]}`, bytes);
}

/** Adds a map whose members are encoded already. */
export const addMap = (item: ItemJson, name: string, members: ItemJson): void =>
  append(
    item,
    name,
    `{"M":{${members.json}}}`,
    members.bytes + CONTAINER_BYTES + members.count * ELEMENT_BYTES,
  );
