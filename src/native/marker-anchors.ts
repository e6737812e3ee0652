import { TYPICAL_TEXT } from './typical-text';

/** The one marker of a group that the scanner searches for; the others are checked where it is found. */
export interface Anchor {
  /** Number of the group. */
  readonly group: number;
  readonly marker: string;
  /** Two bytes of the marker that most records do not have: the scanner searches for these first. */
  readonly pair: string;
  /** Where they are in the marker. */
  readonly pairOffset: number;
  /** Whether the marker is the whole group. */
  readonly alone: boolean;
}

// The scanner's memory has room for these.
const MOST_GROUPS = 30;
const LONGEST_MARKER = 128;
const MOST_EVENT_NAMES = 256;

/** The number of the group of event names: its marker is their key, and the value after it decides. */
export const EVENT_NAME_GROUP = 31;
/** The number for records whose event name is wanted if they have a text, too. */
export const EVENT_NAME_WITH_TEXT_GROUP = 30;
const EVENT_NAME_KEY = 'eventName';

/**
 * Chooses what to search a record's bytes for: one anchor for each group.
 * @param markerGroups groups of ASCII markers of two characters or more
 * @param eventNames how many values of `eventName` to search for
 * @returns undefined where the scanner has no room for the groups, the markers or the names
 */
export function toAnchors(
  markerGroups: readonly (readonly string[])[],
  eventNames = 0,
): readonly Anchor[] | undefined {
  if (eventNames > MOST_EVENT_NAMES) return undefined;
  if (markerGroups.length > MOST_GROUPS) return undefined;
  const anchors: Anchor[] = [];
  for (const [group, markers] of markerGroups.entries()) {
    if (markers.some(({ length }) => length > LONGEST_MARKER)) return undefined;
    const anchor = findRarest(markers.flatMap(toPairs));
    if (anchor === undefined) return undefined;
    anchors.push({ ...anchor, group, alone: markers.length === 1 });
  }
  if (eventNames > 0) {
    const anchor = findRarest(toPairs(EVENT_NAME_KEY))!;
    anchors.push({ ...anchor, group: EVENT_NAME_GROUP, alone: false });
  }
  return anchors;
}

const toPairs = (marker: string) =>
  Array.from({ length: marker.length - 1 }, (_, pairOffset) => ({
    marker,
    pair: marker.slice(pairOffset, pairOffset + 2),
    pairOffset,
  }));

function findRarest<Pair extends Pick<Anchor, 'pair'>>(pairs: readonly Pair[]): Pair | undefined {
  let rarest: Pair | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const one of pairs) {
    const uses = countUses(one.pair);
    if (uses < fewest) [rarest, fewest] = [one, uses];
  }
  return rarest;
}

/** How common a pair is: first by itself, then by its rarer byte. */
function countUses(pair: string): number {
  const count = (text: string) => TYPICAL_TEXT.split(text).length - 1;
  return count(pair) * 1000 + Math.min(...[...pair].map(count));
}
