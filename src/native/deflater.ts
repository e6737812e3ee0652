import { DEFLATER_WASM } from './deflater-wasm';
import { webAssemblyModule } from './webassembly';

/**
 * Deflates in the zlib format against preset dictionaries that are the same but for some fields. Where
 * contents are short it is several times faster than zlib: what is the same is learned only once. Its codes
 * are fixed: of a content that is not like the dictionary, zlib makes less.
 */
export interface Deflater {
  /** The dictionary with these fields; valid until the next call. */
  dictionary(fields: readonly string[]): Buffer;
  /**
   * Deflates against the dictionary with these fields.
   * @returns nothing where that is left to zlib: fields that are long or not ASCII, or more content than
   * a match of deflate reaches back over, the dictionary included
   */
  deflate(content: Uint8Array, fields: readonly string[]): Buffer | undefined;
}

/** What all fields may have together, with room for twice more where they are not ASCII. */
const MAXIMUM_FIELDS = 4_096;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  text(): number;
  mostBytes(): number;
  result(): number;
  fields(): number;
  fieldLengths(): number;
  prepare(length: number): void;
  addText(length: number): number;
  addField(field: number): void;
  fillTemplate(): number;
  deflate(dictionaryLength: number, length: number): number;
}

const newInstance = webAssemblyModule<Exports>(DEFLATER_WASM);

/**
 * @param beginning what every dictionary begins with: the part that is learned once; at most 32 KB
 * @param template what follows: texts, together at most 32 KB, and numbers of fields
 */
export function createDeflater(beginning: string, template: readonly (string | number)[]): Deflater {
  const wasm = newInstance();
  const memory = Buffer.from(wasm.memory.buffer);
  const text = wasm.text();
  const mostBytes = wasm.mostBytes();
  const result = wasm.result();
  const fieldsAt = wasm.fields();
  const fieldLengths = new Int32Array(wasm.memory.buffer, wasm.fieldLengths());
  const beginningLength = memory.write(beginning, text);
  wasm.prepare(beginningLength);
  for (const part of template) {
    if (typeof part === 'number') wasm.addField(part);
    else memory.write(part, wasm.addText(Buffer.byteLength(part)));
  }

  /** Makes the dictionary in the module's memory; its length, 0 where it cannot. */
  function fill(fields: readonly string[]): number {
    let joined = '';
    for (let field = 0; field < fields.length; field += 1) {
      const value = fields[field]!;
      fieldLengths[field] = value.length;
      joined += value;
    }
    // As many bytes as characters: they are ASCII.
    const isPlain = joined.length <= MAXIMUM_FIELDS && memory.write(joined, fieldsAt) === joined.length;
    return isPlain ? wasm.fillTemplate() : 0;
  }

  return {
    dictionary(fields) {
      const length = fill(fields);
      if (length > 0) return memory.subarray(text, text + length);
      const filled = template.map((part) => (typeof part === 'number' ? fields[part] : part));
      return Buffer.from(beginning + filled.join(''));
    },
    deflate(content, fields) {
      const length = fill(fields);
      if (length === 0 || length + content.length > mostBytes) return undefined;
      memory.set(content, text + length);
      const end = result + wasm.deflate(length, content.length);
      // A copy, from Buffer's pool: the memory is used again.
      return Buffer.from(memory.subarray(result, end));
    },
  };
}
