import { capitalize } from '../text/words';
import type { Detailed } from './event-facts';
import { Value } from './text';

/** Why an event is risky, and what makes it less than one whole event. */
export function EventRisk({ record }: { readonly record: Detailed }) {
  const { riskReasons = [] } = record;
  const remarks = toRemarks(record);
  if (riskReasons.length === 0 && remarks.length === 0) return null;
  return (
    <div class="risks">
      {riskReasons.map(({ rule, level, title, words, mitre }) => (
        <p key={rule} class={`reason reason-${level ?? 'low'}`}>
          <strong>{capitalize(level ?? 'unknown')} risk.</strong> <Value>{words ?? title}</Value>.
          <span class="note">
            {' '}
            Rule <Value>{rule}</Value>
            {mitre && `, MITRE ATT&CK ${mitre.join(', ')}`}
          </span>
        </p>
      ))}
      {remarks.map((remark) => (
        <p key={remark} class="remark">
          <Value>{remark}</Value>
        </p>
      ))}
    </div>
  );
}

function toRemarks(record: Detailed): string[] {
  const { originalEventId, correctedBy = [], copies = [], cutFields = [], truncated, originalError } = record;
  return [
    ...(originalEventId === undefined ? [] : [`This event corrects event ${originalEventId}.`]),
    ...correctedBy.map((id) => `Event ${id} corrects this one.`),
    ...copies.map(
      ({ eventId, accountId }) =>
        `Event ${eventId} is the copy of this one for ${accountId ?? 'another account'}.`,
    ),
    ...(cutFields.length > 0
      ? [`CloudTrail cut or left out, because of their size: ${cutFields.join(', ')}.`]
      : []),
    ...(truncated
      ? ['Part of this record was cut because it is too large. The log file has all of it.']
      : []),
    ...(originalError === undefined ? [] : [originalError]),
  ];
}
