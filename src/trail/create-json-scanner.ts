import { nativeEnabled } from '../native/enabled';
import { createNativeScanner } from '../native/json-scanner';
import type { JsonScanner } from './json-scanner';
import { PlainScanner } from './plain-scanner';

/**
 * Makes the fastest scanner that there is for these markers.
 * @param markerGroups as `RecordMatcher` describes them
 */
export function createJsonScanner(markerGroups: readonly (readonly string[])[]): JsonScanner {
  const native = nativeEnabled() ? createNativeScanner(markerGroups) : undefined;
  return native ?? new PlainScanner(markerGroups);
}
