/** Events whose times are remembered. Those of the oldest answers are forgotten. */
const MOST_EVENTS = 20_000;

const times = new Map<string, string>();

/** Remembers when an event was, so that it is found again if it has no record of its own. */
export function rememberTime(eventId: string, eventTime: string): void {
  if (times.has(eventId)) return;
  times.set(eventId, eventTime);
  if (times.size <= MOST_EVENTS) return;
  for (const oldest of times.keys()) {
    times.delete(oldest);
    return;
  }
}

/** Undefined if no answer had the event. */
export const findTime = (eventId: string | undefined): string | undefined =>
  eventId === undefined ? undefined : times.get(eventId);

/** Where the API is to look for an event: in its second. Nowhere in particular if its time is not known. */
export function toEventRange(eventId: string): { readonly since?: string; readonly until?: string } {
  const since = times.get(eventId);
  const start = Date.parse(since ?? '');
  if (since === undefined || Number.isNaN(start)) return {};
  return { since, until: `${new Date(start + 1_000).toISOString().slice(0, 19)}Z` };
}

/** Remembers the events of an answer, whatever else it has. */
export function rememberEvents(answer: unknown): void {
  const { records, named } = answer as { readonly records?: unknown; readonly named?: unknown };
  for (const list of [records, named]) {
    for (const one of Array.isArray(list) ? list : []) {
      const { eventId, eventTime } = one as { readonly eventId?: unknown; readonly eventTime?: unknown };
      if (typeof eventId === 'string' && typeof eventTime === 'string') rememberTime(eventId, eventTime);
    }
  }
}
