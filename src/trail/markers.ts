import { AuditTrailError } from '../errors';
import type { WantedRecords } from './log-file-record';

const LONGEST_MARKER = 128;

// JSON has two ways to write some characters: CloudTrail writes & ' < = > as \u00xx, and " \ / may follow
// a backslash. Any other ASCII character can be written differently only as a \u00xx escape.
const SEARCHABLE = /^[ !#-%(-.0-;?-[\]-~]+$/;

/** Operation names of AWS: nothing that ends a name in the search. */
const EVENT_NAME = /^[A-Za-z0-9]{1,64}$/;

/**
 * Checks that the raw bytes of a record can be searched for these markers and event names.
 * @throws AuditTrailError `InvalidArgument`: a marker that JSON may write in another way, an empty group, or an
 * event name of other characters
 */
export function assertSearchable({
  markerGroups,
  eventNames = [],
  eventNamesWithText = [],
}: WantedRecords): void {
  const wrongName = [...eventNames, ...eventNamesWithText].find((name) => !EVENT_NAME.test(name));
  if (wrongName !== undefined) {
    throw invalid(
      `An event name must have 1 to 64 ASCII letters and digits, but is ${JSON.stringify(wrongName)}.`,
    );
  }
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
