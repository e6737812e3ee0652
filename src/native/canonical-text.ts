import { CANONICAL_JSON_WASM } from './canonical-json-wasm';
import { WasmModule } from './webassembly';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  text(): number;
  mostBytes(): number;
  result(): number;
  canonicalise(length: number): number;
}

const wasmModule = new WasmModule<Exports>(CANONICAL_JSON_WASM);

/** One instance and where it reads and writes. */
class Canonicaliser {
  readonly #wasm = wasmModule.instantiate();
  readonly #memory = new Uint8Array(this.#wasm.memory.buffer); // It never grows.
  readonly #text = this.#wasm.text();
  readonly #mostBytes = this.#wasm.mostBytes();
  readonly #result = this.#wasm.result();

  canonicalise<Result>(text: Uint8Array, use: (bytes: Uint8Array) => Result): Result | undefined {
    if (text.length > this.#mostBytes) return undefined;
    this.#memory.set(text, this.#text);
    const length = this.#wasm.canonicalise(text.length);
    return length < 0 ? undefined : use(this.#memory.subarray(this.#result, this.#result + length));
  }
}

/** Keeps the one instance, made when it is first needed. */
class SharedCanonicaliser {
  #made: Canonicaliser | undefined;

  get(): Canonicaliser {
    this.#made ??= new Canonicaliser();
    return this.#made;
  }
}

const shared = new SharedCanonicaliser();

/**
 * Makes the canonical JSON of a JSON text: the same bytes that `canonicalJson` makes of the parsed value, in
 * a sixth of the time. It takes the form in which CloudTrail writes nearly all events, with or without
 * spaces. It does not take, for instance, text that is not ASCII, fractions, a key that occurs twice, or
 * more than 64 levels of nesting.
 * @param use gets the bytes; they are overwritten after it returns
 * @returns what `use` returns, or undefined for a text that must be canonicalised by `canonicalJson`
 */
export function withCanonicalText<Result>(
  text: Uint8Array,
  use: (bytes: Uint8Array) => Result,
): Result | undefined {
  return shared.get().canonicalise(text, use);
}
