import { nativeEnabled } from '../native/enabled';
import { createNativeScanner } from '../native/json-scanner';
import type { JsonScanner } from './json-scanner';
import type { WantedRecords } from './log-file-record';
import { PlainScanner } from './plain-scanner';

/** Makes the fastest scanner that there is for these records. */
export function createJsonScanner(wanted: WantedRecords): JsonScanner {
  const native = nativeEnabled() ? createNativeScanner(wanted) : undefined;
  return native ?? new PlainScanner(wanted);
}
