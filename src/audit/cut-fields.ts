import { isObject, type JsonObject } from './json';

/**
 * CloudTrail leaves these out when they are too large, and writes `omitted: true` in their place.
 * Source: "CloudTrail record contents" in the CloudTrail user guide.
 */
const LEFT_OUT = ['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails'];

/** CloudTrail cuts these after 1 KB. Source: as above. */
const CUT = ['userAgent', 'errorCode', 'errorMessage', 'requestID'];
const CUT_AT_BYTES = 1_024;

const isLeftOut = (value: unknown): boolean => isObject(value) && value.omitted === true;

// Three bytes are the most that a character takes: shorter texts need no counting.
const isCut = (value: unknown): boolean =>
  typeof value === 'string' && value.length * 3 >= CUT_AT_BYTES && Buffer.byteLength(value) >= CUT_AT_BYTES;

/** The fields of an event that CloudTrail cut or left out for their size; undefined if there are none. */
export function findCutFields(event: JsonObject): readonly string[] | undefined {
  // Nearly no event has any: lists are only made for those that do.
  let found: readonly string[] | undefined;
  for (const name of LEFT_OUT) if (isLeftOut(event[name])) found = [...(found ?? []), name];
  for (const name of CUT) if (isCut(event[name])) found = [...(found ?? []), name];
  return found;
}
