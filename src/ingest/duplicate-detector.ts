/**
 * Events that a further one is certainly compared with. More than CloudTrail's files have: in a larger file,
 * a copy far from its event counts as an event, and is stored over it.
 */
const COMPARED_EVENTS = 100_000;

interface ComparedEvents {
  /** Content hashes by id. */
  readonly first: Map<string, string>;
  /** Further variants of an id. A file that CloudTrail wrote has none. */
  readonly others: Set<string>;
}

const noEvents = (): ComparedEvents => ({ first: new Map(), others: new Set() });
const toVariant = (eventId: string, contentHash: string) => `${contentHash}#${eventId}`;

/** Detects events that a file holds more than once: the same id with the same content. */
export function duplicateDetector(): (eventId: string, contentHash: string) => boolean {
  let recent = noEvents();
  let earlier = noEvents();
  return (eventId, contentHash) => {
    if (holds(recent, eventId, contentHash) || holds(earlier, eventId, contentHash)) return true;
    if (recent.first.size + recent.others.size >= COMPARED_EVENTS) {
      earlier = recent;
      recent = noEvents();
    }
    if (recent.first.has(eventId)) recent.others.add(toVariant(eventId, contentHash));
    else recent.first.set(eventId, contentHash);
    return false;
  };
}

function holds({ first, others }: ComparedEvents, eventId: string, contentHash: string): boolean {
  const known = first.get(eventId);
  if (known === undefined) return false;
  return known === contentHash || (others.size > 0 && others.has(toVariant(eventId, contentHash)));
}
