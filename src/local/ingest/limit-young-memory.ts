import { setFlagsFromString } from 'node:v8';

/** MiB of each half of the young generation, with which threads start: theirs does not grow, either. */
const START_MIB = 8;

/** Keeps the young generation of V8's heap as small as it is. If it grows, it takes 50 MB more. */
export function limitYoungMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString(`--min-semi-space-size=${START_MIB}`);
}
