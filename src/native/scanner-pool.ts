import { JSON_SCANNER_WASM } from './json-scanner-wasm';
import { type Anchor, toAnchors } from './marker-anchors';
import { WasmModule } from './webassembly';

/** The exports of src/native/assembly/json-scanner.ts. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  addPair(first: number, second: number): void;
  addAnchor(group: number, length: number, pairOffset: number, alone: boolean): number;
  held(): number;
  room(length: number): number;
  append(length: number): void;
  finish(): void;
  expectRecords(): void;
  next(): number;
  skip(): number;
  expected(): number;
  recordCount(): number;
}

/** Groups of markers, by the list that a reader passes for each of its files. */
export type MarkerGroups = readonly (readonly string[])[];

const LARGEST_IDLE_MEMORY = 4 * 2 ** 20;
const MOST_IDLE = 32;

const wasmModule = new WasmModule<ScannerExports>(JSON_SCANNER_WASM);

/** Instances to use again. Small files are read by the thousand, all for the same markers. */
export class ScannerPool {
  readonly #idle: ScannerExports[] = [];
  readonly #anchors = new WeakMap<MarkerGroups, readonly Anchor[]>();

  /** An instance that searches for these markers; undefined if it has no room for them. */
  take(markerGroups: MarkerGroups): ScannerExports | undefined {
    const anchors = this.#anchors.get(markerGroups) ?? toAnchors(markerGroups);
    if (anchors === undefined) return undefined;
    this.#anchors.set(markerGroups, anchors);
    const wasm = this.#idle.pop() ?? wasmModule.instantiate();
    setAnchors(wasm, anchors);
    return wasm;
  }

  /** Takes an instance back that nobody uses any more, unless its memory has grown large. */
  giveBack(wasm: ScannerExports): void {
    if (this.#idle.length < MOST_IDLE && wasm.memory.buffer.byteLength <= LARGEST_IDLE_MEMORY) {
      this.#idle.push(wasm);
    }
  }
}

function setAnchors(wasm: ScannerExports, anchors: readonly Anchor[]): void {
  const bytes = Buffer.from(wasm.memory.buffer);
  wasm.reset();
  for (const pair of new Set(anchors.map((anchor) => anchor.pair))) {
    wasm.addPair(pair.charCodeAt(0), pair.charCodeAt(1));
    for (const { group, marker, pairOffset, alone } of anchors.filter((anchor) => anchor.pair === pair)) {
      bytes.write(marker, wasm.addAnchor(group, marker.length, pairOffset, alone), 'latin1');
    }
  }
}
