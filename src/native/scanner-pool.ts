import { JSON_SCANNER_WASM } from './json-scanner-wasm';
import { toAnchors } from './marker-anchors';
import { WasmModule } from './webassembly';

/** The exports of src/native/assembly/json-scanner.ts. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  addPair(first: number, second: number): void;
  addAnchor(group: number, length: number, pairOffset: number, alone: boolean): number;
  addName(length: number, withText: boolean): void;
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

/** What to search for: groups of markers, and values of `eventName`. A reader passes the same lists for each file. */
export interface Wanted {
  readonly markerGroups: readonly (readonly string[])[];
  readonly eventNames?: readonly string[];
  readonly eventNamesWithText?: readonly string[];
  readonly texts?: readonly string[];
}

const LARGEST_IDLE_MEMORY = 4 * 2 ** 20;
const MOST_IDLE = 32;

/** An instance, and views of its memory. */
export class ScannerInstance {
  bytes: Buffer;
  /** What the module reports of a value. */
  result: Int32Array;

  constructor(
    readonly wasm: ScannerExports,
    private readonly wanted: Wanted,
  ) {
    this.bytes = Buffer.from(wasm.memory.buffer);
    this.result = toResult(wasm);
  }

  /** Whether it searches for the same event names. */
  isFor({ eventNames, eventNamesWithText }: Wanted): boolean {
    return this.wanted.eventNames === eventNames && this.wanted.eventNamesWithText === eventNamesWithText;
  }

  /** Makes room for more bytes; returns where to write them, or a negative number if there is no memory left. */
  room(length: number): number {
    const at = this.wasm.room(length);
    if (this.bytes.buffer !== this.wasm.memory.buffer) {
      this.bytes = Buffer.from(this.wasm.memory.buffer);
      this.result = toResult(this.wasm);
    }
    return at;
  }
}

const toResult = ({ memory }: ScannerExports) => new Int32Array(memory.buffer, 0, 6);

const wasmModule = new WasmModule<ScannerExports>(JSON_SCANNER_WASM);

/** Instances to use again, by the markers that they search for. Small files are read by the thousand. */
export class ScannerPool {
  readonly #idle = new WeakMap<Wanted['markerGroups'], ScannerInstance[]>();

  /** An instance that searches for this; undefined if it has no room for it. */
  take(wanted: Wanted): ScannerInstance | undefined {
    const idle = this.#idle.get(wanted.markerGroups)?.pop();
    if (idle?.isFor(wanted) !== true) return instantiate(wanted);
    idle.wasm.reset();
    return idle;
  }

  /** Takes an instance back that nobody uses any more, unless its memory has grown large. */
  giveBack(instance: ScannerInstance, { markerGroups }: Wanted): void {
    const idle = this.#idle.get(markerGroups) ?? [];
    this.#idle.set(markerGroups, idle);
    if (idle.length < MOST_IDLE && instance.bytes.length <= LARGEST_IDLE_MEMORY) idle.push(instance);
  }
}

function instantiate(wanted: Wanted): ScannerInstance | undefined {
  const { markerGroups, eventNames = [], eventNamesWithText = [] } = wanted;
  const anchors = toAnchors(markerGroups, eventNames.length + eventNamesWithText.length);
  if (anchors === undefined) return undefined;
  const instance = new ScannerInstance(wasmModule.instantiate(), wanted);
  const { wasm, bytes } = instance;
  const addNames = (names: readonly string[], withText: boolean) => {
    for (const name of names) {
      bytes.write(name, wasm.room(name.length), 'latin1');
      wasm.addName(name.length, withText);
    }
  };
  addNames(eventNames, false);
  addNames(eventNamesWithText, true);
  for (const pair of new Set(anchors.map((anchor) => anchor.pair))) {
    wasm.addPair(pair.charCodeAt(0), pair.charCodeAt(1));
    for (const { group, marker, pairOffset, alone } of anchors.filter((anchor) => anchor.pair === pair)) {
      bytes.write(marker, wasm.addAnchor(group, marker.length, pairOffset, alone), 'latin1');
    }
  }
  return instance;
}
