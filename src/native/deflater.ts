import { DEFLATER_WASM } from './deflater-wasm';
import { WasmModule } from './webassembly';

/** Bytes that all fields may have together. The module's memory has room for three times as many. */
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

const wasmModule = new WasmModule<Exports>(DEFLATER_WASM);

/** An instance that has learned the beginning and the template of its dictionaries. */
class Instance {
  readonly #wasm = wasmModule.instantiate();
  readonly #memory = Buffer.from(this.#wasm.memory.buffer);
  readonly #text = this.#wasm.text();
  readonly #mostBytes = this.#wasm.mostBytes();
  readonly #result = this.#wasm.result();
  readonly #fieldsAt = this.#wasm.fields();
  readonly #fieldLengths = new Int32Array(this.#wasm.memory.buffer, this.#wasm.fieldLengths());

  constructor(beginning: string, template: readonly (string | number)[]) {
    this.#wasm.prepare(this.#memory.write(beginning, this.#text));
    for (const part of template) {
      if (typeof part === 'number') this.#wasm.addField(part);
      else this.#memory.write(part, this.#wasm.addText(Buffer.byteLength(part)));
    }
  }

  deflate(content: Uint8Array, fields: readonly string[]): Buffer | undefined {
    const length = this.#writeDictionary(fields);
    if (length === 0 || length + content.length > this.#mostBytes) return undefined;
    this.#memory.set(content, this.#text + length);
    const end = this.#result + this.#wasm.deflate(length, content.length);
    // A copy from Buffer's pool, since the next call overwrites this memory.
    return Buffer.from(this.#memory.subarray(this.#result, end));
  }

  /** Writes the dictionary to the module's memory; returns its length, or 0 if these fields do not fit. */
  #writeDictionary(fields: readonly string[]): number {
    let joined = '';
    for (let field = 0; field < fields.length; field += 1) {
      const value = fields[field]!;
      this.#fieldLengths[field] = value.length;
      joined += value;
    }
    // ASCII text has as many bytes as characters.
    const isAscii =
      joined.length <= MAXIMUM_FIELDS && this.#memory.write(joined, this.#fieldsAt) === joined.length;
    return isAscii ? this.#wasm.fillTemplate() : 0;
  }
}

/**
 * Deflates in the zlib format against preset dictionaries that are the same except for some fields. For
 * short contents it is several times faster than zlib, because it learns the common part only once. It
 * uses fixed Huffman codes, so zlib compresses a content better that is not like the dictionary.
 */
export class Deflater {
  #instance: Instance | undefined;

  /**
   * @param beginning what every dictionary begins with, at most 32 KB; this part is learned once
   * @param template the rest of the dictionary: texts, together at most 32 KB, and numbers of fields
   */
  constructor(
    private readonly beginning: string,
    private readonly template: readonly (string | number)[],
  ) {}

  /**
   * Deflates against the dictionary with these fields.
   * @returns undefined where only zlib can: fields that are longer than 4,096 bytes or not ASCII, or
   * dictionary and content of more than 32 KB together
   */
  deflate(content: Uint8Array, fields: readonly string[]): Buffer | undefined {
    this.#instance ??= new Instance(this.beginning, this.template);
    return this.#instance.deflate(content, fields);
  }
}
