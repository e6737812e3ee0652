import { isUtf8 } from 'node:buffer';
import type { PackedValues } from '../duckdb/packed-values';
import { VECTOR_ROWS } from '../duckdb/text-table';

/** Ends an original. JSON has it only as an escape. */
const END = 0x1a;

/** Originals as parameters, and the SELECT that takes one apart. */
export interface JoinedOriginals {
  readonly select: (parameter: string) => string;
  /** They hold until the originals change. */
  readonly parameters: readonly Uint8Array[];
}

/** @param order numbers of originals. If one is no text, all travel as base64. */
export function joinOriginals(originals: PackedValues, order: readonly number[]): JoinedOriginals {
  const joined = originals.join(order, END, VECTOR_ROWS);
  if (joined.every((bytes) => isUtf8(bytes)) && !originals.includes(END)) {
    return { select: selectEach('encode', `chr(${END})`), parameters: joined };
  }
  const texts = order.map((at) => originals.at(at).toString('base64'));
  return { select: selectEach('from_base64', "','"), parameters: [Buffer.from(texts.join(','))] };
}

const selectEach = (toBytes: string, separator: string) => (parameter: string) =>
  `SELECT ${toBytes}(unnest(string_split(decode(${parameter}), ${separator}))) AS original`;
