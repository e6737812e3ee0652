import { CANONICAL_JSON_WASM } from './canonical-json-wasm';
import { webAssemblyModule } from './webassembly';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  text(): number;
  mostBytes(): number;
  result(): number;
  canonicalise(length: number): number;
}

const newInstance = webAssemblyModule<Exports>(CANONICAL_JSON_WASM);

function prepare() {
  const { memory, canonicalise, ...places } = newInstance();
  const bytes = new Uint8Array(memory.buffer); // It never grows.
  return { bytes, canonicalise, text: places.text(), mostBytes: places.mostBytes(), result: places.result() };
}
let canonicaliser: ReturnType<typeof prepare> | undefined;

/**
 * The canonical JSON of a text of JSON, the same bytes that `canonicalJson` makes of the parsed value, in a
 * sixth of its time: made of the bytes alone. It takes texts in the form that CloudTrail writes nearly all
 * events in, with or without spaces; not, for instance, what is not ASCII, fractions, a key that occurs
 * twice, or 64 levels of nesting.
 * @returns bytes that are valid until the next call, or undefined for a text that it does not take
 */
export function canonicalText(text: Uint8Array): Uint8Array | undefined {
  canonicaliser ??= prepare();
  const { bytes, mostBytes, result } = canonicaliser;
  if (text.length > mostBytes) return undefined;
  bytes.set(text, canonicaliser.text);
  const length = canonicaliser.canonicalise(text.length);
  return length < 0 ? undefined : bytes.subarray(result, result + length);
}
