import { AuditTrailError } from '../errors';

const LONGEST_MARKER = 128;

// JSON has two ways to write some characters: CloudTrail writes & ' < = > as \u00xx, and " \ / may follow
// a backslash. Any other ASCII character can be written differently only as a \u00xx escape.
const SEARCHABLE = /^[ !#-%(-.0-;?-[\]-~]+$/;

/**
 * Checks that the raw bytes of a record can be searched for these markers.
 * @throws AuditTrailError `InvalidArgument`: a marker that JSON may write in another way, or an empty group
 */
export function assertSearchable(markerGroups: readonly (readonly string[])[]): void {
  for (const markers of markerGroups) {
    if (markers.length === 0) throw invalid('A group of markers must have at least one marker.');
    for (const marker of markers) {
      if (marker.length < 2 || marker.length > LONGEST_MARKER || !SEARCHABLE.test(marker)) {
        throw invalid(
          `A marker must have 2 to ${LONGEST_MARKER} characters of printable ASCII without " \\ / & ' < = >, but is ${JSON.stringify(marker)}.`,
        );
      }
    }
  }
}

const invalid = (message: string) => new AuditTrailError('InvalidArgument', message);
