import type { AuditRecord } from '../audit/audit-record';
import { secondAfter } from '../time';
import type { AuditStore } from './audit-store';
import type { DetailedRecord } from './event-record';
import { distinct, type ResolvedQuery } from './resolved-query';

type LinkedEvents = Pick<DetailedRecord, 'correctedBy' | 'copies'>;

/** One call rarely has more than two copies or corrections. The second of a hot table has many other events. */
const MOST_RECORDS = 100;
const MOST_ENTRIES = 1_000;
const MOST_MILLISECONDS = 2_000;

/**
 * Finds the events that correct the variants of an event, and its copies in other accounts.
 *
 * No index leads to them. But they are about the same call, so they have its time, operation and resource,
 * and one small query finds them. A data event is looked up only if CloudTrail says that it has copies,
 * because that query reads eight partitions. An event without a resource is not looked up.
 * @param variants records with the same event id
 * @returns what is known of each variant
 */
export async function findLinkedEvents(
  store: AuditStore,
  variants: readonly AuditRecord[],
  signal?: AbortSignal,
): Promise<LinkedEvents[]> {
  const [first] = variants;
  const canBeFound = first?.resources[0] !== undefined && (first.plane === 'control' || first.sharedEventId);
  const sameCall = canBeFound ? await findSameCall(store, first, signal) : [];
  return variants.map(({ eventId, sharedEventId }) => {
    const correctedBy = distinct(
      sameCall.filter(({ originalEventId }) => originalEventId === eventId).map((record) => record.eventId),
    );
    const copies = sameCall
      .filter((other) => sharedEventId !== undefined && other.sharedEventId === sharedEventId)
      .filter((other) => other.eventId !== eventId)
      .map((other) => ({
        eventId: other.eventId,
        ...(other.accountId !== undefined && { accountId: other.accountId }),
      }));
    return {
      ...(correctedBy.length > 0 && { correctedBy }),
      ...(copies.length > 0 && { copies }),
    };
  });
}

async function findSameCall(
  store: AuditStore,
  { eventTime, eventName, resources }: AuditRecord,
  signal: AbortSignal | undefined,
): Promise<readonly AuditRecord[]> {
  const query: ResolvedQuery = {
    resources: [resources.slice(0, 1)],
    action: [{ eventName }],
    range: { since: eventTime, until: secondAfter(eventTime) },
    order: 'asc',
    partial: true,
    exact: false,
  };
  const budget = { entries: MOST_ENTRIES, until: Date.now() + MOST_MILLISECONDS };
  const reader = await store.records(query, { budget, signal });
  return (await reader.read(MOST_RECORDS)).records;
}
