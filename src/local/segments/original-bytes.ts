import { isUtf8 } from 'node:buffer';
import type { PackedValues } from '../duckdb/packed-values';

/** Ends an original. JSON has it only as an escape. */
const END = 0x1a;

/** Originals as one parameter, and the SELECT that takes them apart. */
export interface JoinedOriginals {
  readonly select: string;
  /** They hold until the originals change. */
  readonly bytes: Uint8Array;
}

/** @param order numbers of originals, at least one. Those that are no text travel as base64. */
export function joinOriginals(originals: PackedValues, order: readonly number[]): JoinedOriginals {
  const bytes = originals.join(order, END);
  if (isUtf8(bytes) && !originals.includes(END))
    return { select: selectEach('encode', `chr(${END})`), bytes };
  const texts = order.map((at) => originals.at(at).toString('base64'));
  return { select: selectEach('from_base64', "','"), bytes: Buffer.from(texts.join(',')) };
}

const selectEach = (toBytes: string, separator: string): string =>
  `SELECT ${toBytes}(unnest(string_split(decode($1::BLOB), ${separator}))) AS original`;
