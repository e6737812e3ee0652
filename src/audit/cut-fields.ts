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
  const found = [
    ...LEFT_OUT.filter((name) => isLeftOut(event[name])),
    ...CUT.filter((name) => isCut(event[name])),
  ];
  return found.length > 0 ? found : undefined;
}
