import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect its old generation each time it has grown by a share of itself. By default, it grows to three times what is
 * alive. A fifth costs a quarter of the CPU of a listing, and takes 100 MB less.
 */
export function limitOldMemory(percent = 20): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
