import type { AuditRecord } from '../audit/audit-record';
import { formatCount } from '../query/format-count';
import type { ReportedEvent } from './report-schema';

/** Resources that a line of the report names. */
export const MAXIMUM_RESOURCES = 3;
const MAXIMUM_CHARACTERS = 200;

/** A text of an event, cut if it is long: whoever calls chooses user agents and session names. */
export function shorten(text: string): string {
  if (text.length <= MAXIMUM_CHARACTERS) return text;
  // Half a surrogate pair is no character.
  const start = text.slice(0, MAXIMUM_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  return `${start}… (${formatCount(text.length)} characters)`;
}

/** A call as a line of the report. */
export const toReportedEvent = (record: AuditRecord): ReportedEvent => ({
  eventTime: record.eventTime,
  eventId: shorten(record.eventId),
  eventName: shorten(record.eventName),
  principal: shorten(record.principal.id),
  outcome: record.outcome,
  ...(record.errorCode !== undefined && { errorCode: shorten(record.errorCode) }),
  resources: record.resources.slice(0, MAXIMUM_RESOURCES).map(shorten),
  resourcesOmitted: Math.max(0, record.resources.length - MAXIMUM_RESOURCES),
});

/** Whether a call changes a resource, its tags or permissions, or asked to. */
export const isChange = ({ plane, access }: AuditRecord): boolean =>
  plane === 'control' && access !== 'read' && access !== 'list';
