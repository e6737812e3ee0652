import type { AuditRecord } from '../../audit/audit-record';
import type { MemberChange } from '../../query/compare-members';
import type { EventDiff } from '../../query/event-diff';
import { visible } from './control-characters';

/** Formats a change of a resource beside the one before it: a line for each call, then one for each member. */
export function formatDiff({ event, earlier, resource, changes }: EventDiff): string {
  const lines = [
    `${event.eventName} of ${resource}`,
    ...(earlier ? [`before  ${formatCall(earlier)}`] : []),
    `this    ${formatCall(event)}`,
    ...(earlier && changes.length === 0
      ? ['The request parameters are the same.']
      : changes.map(formatChange)),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

const formatCall = ({ eventTime, principal, errorCode, eventId }: AuditRecord): string =>
  [eventTime, principal.id, errorCode, eventId].filter((part) => part !== undefined).join('  ');

function formatChange({ kind, path, before, after }: MemberChange): string {
  const values = [before, after].filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  return `${kind.padEnd(7)} ${path}  ${values.join(' → ')}`;
}
