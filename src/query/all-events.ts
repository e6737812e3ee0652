import type { AbortOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { EventFilter } from './event-filter';
import type { EventVariant } from './event-variant';

export interface AllEventsOptions extends AbortOptions {
  /** Called with what is missing. */
  readonly onNotice: (notice: string) => void;
}

/** Every event with its variants, in no particular order: those with a record, then those in log files. */
export async function* readAllEvents(
  store: AuditStore,
  { signal, onNotice }: AllEventsOptions,
): AsyncGenerator<readonly EventVariant[]> {
  const summarized = (await store.summarizes?.()) ? store.summarizedCalls : undefined;
  const seen = summarized && new EventFilter();
  for await (const variants of store.events(signal)) {
    for (const { contentHash } of variants) seen?.add(contentHash);
    yield variants;
  }
  if (!summarized || !seen) return;
  let notices: readonly string[] = [];
  for await (const batch of summarized({ range: {} }, { signal })) {
    notices = batch.notices;
    const others: EventVariant[] = [];
    for (const event of batch.events) {
      if (!seen.mayHave(event.contentHash) || !(await hasRecord(store, event, signal))) others.push(event);
    }
    yield* groupById(others);
  }
  for (const notice of notices) onNotice(notice);
}

/** An event that was delivered twice can have a record of one delivery only. */
async function hasRecord(
  store: AuditStore,
  { record, contentHash }: EventVariant,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const stored = await store.event(record.eventId, signal);
  return stored.some((variant) => variant.contentHash === contentHash);
}

function groupById(events: readonly EventVariant[]): readonly EventVariant[][] {
  const byId = new Map<string, EventVariant[]>();
  for (const event of events) {
    const { eventId } = event.record;
    byId.set(eventId, [...(byId.get(eventId) ?? []), event]);
  }
  return [...byId.values()];
}
