import type { AuditRecord } from '../audit/audit-record';
import { toObject } from '../audit/json';
import { AuditTrailError } from '../errors';
import { toEventTime } from '../store/lanes';
import { secondAfter } from '../time';
import type { EventOptions } from './ask-options';
import type { AuditStore } from './audit-store';
import { compareMembers } from './compare-members';
import { describeCuts, findOne, readEvent } from './compared-event';
import type { EventDiff } from './event-diff';
import type { EventVariant } from './event-variant';
import { pageBudget } from './limits';
import { resolveQuery } from './resolve-query';

/** What of an event is compared. */
const IS_COMPARED = (field: string): boolean => field === 'requestParameters';
/** Records to read at once on the way to an earlier event. */
const READ_AT_ONCE = 50;

/**
 * Compares a control-plane change with the one before it on the same resource.
 * @throws AuditTrailError `NotFound` if there is no such event, or its bytes are not kept; `InvalidArgument` if it
 *   changes nothing or names no resource; `Ambiguous` if different events have the id
 */
export async function findDiff(
  store: AuditStore,
  eventId: string,
  { signal, ...place }: EventOptions = {},
): Promise<EventDiff> {
  const variant = await findOne(store, eventId, place, signal);
  const { record } = variant;
  const resource = findChangedResource(record);
  const { earlier, notices } = await findEarlier(store, record, resource, signal);
  if (!earlier) return { event: record, resource, changes: [], notices };

  const other = await findOne(store, earlier.eventId, undefined, signal);
  const changes = compareMembers(readParameters(other), readParameters(variant));
  return {
    event: record,
    resource,
    earlier,
    changes,
    notices: [...notices, ...describeCuts(variant, IS_COMPARED), ...describeCuts(other, IS_COMPARED)],
  };
}

/** The first resource that the event names itself. */
function findChangedResource({
  eventId,
  eventName,
  plane,
  access,
  resources,
  impliedTables = 0,
}: AuditRecord): string {
  if (plane !== 'control' || access === 'read' || access === 'list') {
    throw new AuditTrailError(
      'InvalidArgument',
      `Event "${eventId}" is a ${eventName}, which changes no settings of a resource. Choose an event such as UpdateTable.`,
    );
  }
  const resource = resources[impliedTables] ?? resources[0];
  if (resource !== undefined) return resource;
  throw new AuditTrailError(
    'InvalidArgument',
    `Event "${eventId}" names no resource, so nothing is before it.`,
  );
}

interface Earlier {
  readonly earlier?: AuditRecord;
  readonly notices: readonly string[];
}

async function findEarlier(
  store: AuditStore,
  { service, eventName, eventId, eventTime }: AuditRecord,
  resource: string,
  signal?: AbortSignal,
): Promise<Earlier> {
  const until = secondAfter(eventTime);
  const { query } = await resolveQuery(
    store,
    {
      resource: [resource],
      action: [`${service}:${eventName}`],
      outcome: ['succeeded'],
      until,
      order: 'desc',
      partial: true,
    },
    undefined,
    signal,
  );
  const reader = await store.records(query, { budget: pageBudget(store), signal });
  const notices = reader.plan.notice === undefined ? [] : [reader.plan.notice];
  for (;;) {
    const page = await reader.read(READ_AT_ONCE);
    const { position } = page;
    // A name with * is read as a pattern, which other resources match, too.
    const records = page.records.filter(({ resources }) => resources.includes(resource));
    const simultaneous = records.filter((one) => one.eventTime === eventTime && one.eventId !== eventId);
    if (simultaneous.length > 0) {
      notices.push(
        `CloudTrail does not say in which order events of one second happened: ` +
          `${simultaneous.map((one) => one.eventId).join(', ')} happened in the same one.`,
      );
    }
    const earlier = records.find((one) => one.eventTime < eventTime);
    if (earlier) return { earlier, notices };
    if (position && page.records.length > 0) continue;
    const back = position ? toEventTime(position.occurred) : 'its beginning';
    const lacks = reader.plan.incomplete === undefined ? '' : `; ${reader.plan.incomplete}`;
    return {
      notices: [
        ...notices,
        `No earlier ${eventName} of ${resource} that succeeded is in the audit (searched back to ${back}${lacks}).`,
      ],
    };
  }
}

const readParameters = (variant: EventVariant): unknown => toObject(readEvent(variant).requestParameters);
