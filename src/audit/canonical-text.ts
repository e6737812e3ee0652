import { webAssemblyModule } from '../webassembly';
import { CANONICAL_JSON_WASM } from './canonical-json-wasm';

// As in assembly/canonical-json.ts.
const TEXT = 0;
const MOST_BYTES = 65_536;
const WRITTEN = MOST_BYTES + 64;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  canonicalise(length: number): number;
}

const newInstance = webAssemblyModule<Exports>(CANONICAL_JSON_WASM);
let instance: Exports | undefined;
let memory = new Uint8Array(0);

/**
 * The canonical JSON of a text of JSON, the same bytes that `canonicalJson` makes of the parsed value, in a
 * sixth of its time: made of the bytes alone. It takes texts in the form that CloudTrail writes nearly all
 * events in, with or without spaces; not, for instance, what is not ASCII, fractions, a key that occurs
 * twice, or 64 levels of nesting.
 * @returns bytes that are valid until the next call, or undefined for a text that it does not take
 */
export function canonicalText(text: Uint8Array): Uint8Array | undefined {
  if (text.length > MOST_BYTES) return undefined;
  if (instance === undefined) {
    instance = newInstance();
    memory = new Uint8Array(instance.memory.buffer); // it never grows
  }
  memory.set(text, TEXT);
  const length = instance.canonicalise(text.length);
  return length < 0 ? undefined : memory.subarray(WRITTEN, WRITTEN + length);
}
