import type { DetailedRecord } from '../../query/event-record';
import type { RiskReason } from '../../rules/explain-risk';
import { visible } from './control-characters';
import { formatSheet } from './sheet';

/** Formats one event for a person: first what to know about it, then its fields, line by line. */
export function formatEvent({ riskReasons = [], ...record }: DetailedRecord): string {
  const facts = [...riskReasons.map(formatReason), ...formatLinks(record), ...formatLosses(record)];
  const { originalError, correctedBy, copies, ...fields } = record;
  return [
    ...facts.map((fact) => `${visible(fact)}\n`),
    facts.length > 0 ? '\n' : '',
    formatSheet(fields),
  ].join('');
}

/** `high risk: Music was deleted with 12 items, 4 KB. Rule ddb-delete-table, MITRE ATT&CK T1485.` */
function formatReason({ rule, level, title, words, mitre }: RiskReason): string {
  const sources = [`rule ${rule}`, ...(mitre ? [`MITRE ATT&CK ${mitre.join(', ')}`] : [])].join('; ');
  return level === undefined
    ? `Risk: rule ${rule}, which this version does not know.`
    : `Risk ${level}: ${words ?? title} (${sources}).`;
}

const howToShow = (eventId: string): string => `Show it with: ddb-audit show ${eventId}`;

function formatLinks({ originalEventId, correctedBy = [], copies = [] }: DetailedRecord): string[] {
  return [
    ...(originalEventId ? [`Corrects event ${originalEventId}. ${howToShow(originalEventId)}`] : []),
    ...correctedBy.map((eventId) => `Event ${eventId} corrects this one. ${howToShow(eventId)}`),
    ...copies.map(
      ({ eventId, accountId = 'another account' }) =>
        `Event ${eventId} is the copy of this one for ${accountId}. ${howToShow(eventId)}`,
    ),
  ];
}

function formatLosses({ cutFields, truncated, originalError }: DetailedRecord): string[] {
  return [
    ...(cutFields ? [`CloudTrail cut or left out, because of their size: ${cutFields.join(', ')}.`] : []),
    ...(truncated
      ? ['Part of this record was cut because it is too large. The log file has all of it.']
      : []),
    ...(originalError ? [originalError] : []),
  ];
}
