import type { AuditRecord } from '../audit/audit-record';
import { readItemAccess } from '../audit/item-access';
import { type JsonObject, toObject } from '../audit/json';
import type { CoverageOptions, PageOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import type { EventVariant } from './event-variant';
import { checkBetween, DEFAULT_PAGE, MAXIMUM_NAMED_ITEMS_PAGE } from './limits';
import type { CallItems, NamedItemsPage } from './named-items-answer';
import { toNotices } from './notices';
import type { AuditQuery } from './query';
import type { CoverageReader } from './read-coverage';
import { readPage } from './read-page';

/** Events that are read at once. */
const READ_AT_ONCE = 20;

/** Reads a page of calls with the items that they name. Throws as `AuditLog.namedItemsPage` does. */
export async function readNamedItems(
  store: AuditStore,
  reader: CoverageReader,
  asked: AuditQuery,
  { limit = DEFAULT_PAGE, ...options }: PageOptions & CoverageOptions = {},
): Promise<NamedItemsPage> {
  checkBetween('limit', limit, MAXIMUM_NAMED_ITEMS_PAGE);
  const originals = new Map<AuditRecord, Uint8Array>();
  const { records, notices, ...page } = await readPage(store, reader, asked, {
    ...options,
    limit,
    onOriginal: (record, original) => void originals.set(record, original),
  });
  const calls: CallItems[] = [];
  let unread = 0;
  for (let start = 0; start < records.length; start += READ_AT_ONCE) {
    const some = records.slice(start, start + READ_AT_ONCE);
    const read = async (record: AuditRecord) => {
      const original = originals.get(record);
      const events = toEvents(original ? [{ original }] : await store.event(record.eventId, options.signal));
      if (events.length === 0) unread += 1;
      return toCallItems(record, events);
    };
    calls.push(...(await Promise.all(some.map(read))));
  }
  return { ...page, records: calls, ...toNotices([...(notices ?? []), describeUnread(unread)]) };
}

/** What a call names, from its event. Variants of an altered event can name different items: all count. */
function toCallItems(record: AuditRecord, events: readonly JsonObject[]): CallItems {
  const { eventId, eventTime, eventName, access, outcome, principal } = record;
  const accesses = (events.length > 0 ? events : [{}]).map((event) => readItemAccess(event, record));
  return {
    eventId,
    eventTime,
    eventName,
    access,
    outcome,
    principal: principal.id,
    items: accesses.flatMap(({ named }) => named.map(({ table, key }) => ({ table, key }))),
    unnamed: accesses.flatMap(({ unnamed }) => unnamed),
  };
}

const toEvents = (variants: readonly Pick<EventVariant, 'original'>[]): JsonObject[] =>
  variants.flatMap(({ original }) =>
    original ? [toObject(JSON.parse(new TextDecoder().decode(original)))] : [],
  );

const describeUnread = (count: number): string | undefined =>
  count === 0
    ? undefined
    : `The table of the audit does not keep the events of ${count} of these calls, so the items that they name are not listed.`;
