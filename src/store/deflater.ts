import { webAssemblyModule } from '../webassembly';
import { DEFLATER_WASM } from './deflater-wasm';

/**
 * Deflates a content in the zlib format with a preset dictionary, several times faster than zlib where
 * both are short: it knows what all dictionaries begin with, and uses fixed codes only. For content
 * that is not like the dictionary, zlib's result is smaller.
 * @param dictionary must begin with what the deflater was made for
 * @returns nothing where content and dictionary are together longer than `MAXIMUM_DEFLATER_BYTES`
 */
export type Deflater = (content: Uint8Array, dictionary: Uint8Array) => Buffer | undefined;

/** The farthest that deflate's matches reach back. */
export const MAXIMUM_DEFLATER_BYTES = 32_768;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  text(): number;
  result(): number;
  prepare(length: number): void;
  deflate(dictionaryLength: number, length: number): number;
}

const newInstance = webAssemblyModule<Exports>(DEFLATER_WASM);

/** @param beginning what all dictionaries begin with */
export function createDeflater(beginning: Uint8Array): Deflater {
  const wasm = newInstance();
  const memory = Buffer.from(wasm.memory.buffer);
  const text = wasm.text();
  const result = wasm.result();
  memory.set(beginning, text);
  wasm.prepare(beginning.length);

  return (content, dictionary) => {
    if (dictionary.length + content.length > MAXIMUM_DEFLATER_BYTES) return undefined;
    memory.set(dictionary.subarray(beginning.length), text + beginning.length);
    memory.set(content, text + dictionary.length);
    const length = wasm.deflate(dictionary.length, content.length);
    // A copy, from Buffer's pool: the memory is used again.
    return Buffer.from(memory.subarray(result, result + length));
  };
}
