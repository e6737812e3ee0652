import { type EventRecord, toQuestion, useAnswer } from '../api/questions';
import { type Condition, withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { describeOutcome } from '../text/event-words';
import { formatTime } from '../text/time';
import { chooseColumns } from './columns';
import { Notices, Problem, Value } from './text';

interface Group {
  readonly label: string;
  /** What it says if there is nothing. */
  readonly none: string;
  readonly condition: Condition;
}

const GROUPS: readonly Group[] = [
  {
    label: 'Risky calls',
    none: 'Found no call of high or critical risk in this time.',
    condition: { name: 'risk', value: 'high', excluded: false },
  },
  {
    label: 'Denied calls',
    none: 'Found no denied call in this time.',
    condition: { name: 'outcome', value: 'denied', excluded: false },
  },
  {
    label: 'Calls against the audit',
    none: 'Found no call of another service that stopped the audit, changed its evidence, or took data away, in this time.',
    condition: { name: 'service', value: 'guard', excluded: false },
  },
];

const SHOWN = 6;

/** What needs a look before anything else. */
export const LookFirst = () => (
  <section class="look-first" aria-label="Look here first">
    {GROUPS.map((group) => (
      <GroupList key={group.label} group={group} />
    ))}
  </section>
);

function GroupList({ group: { label, none, condition } }: { readonly group: Group }) {
  const { place, link } = usePlace();
  const filters = withCondition(place.filters, condition);
  const { value, problem, isLoading } = useAnswer('searchEvents', {
    ...toQuestion({ ...place, filters }),
    limit: SHOWN,
    partial: true,
  });
  const records = value?.records ?? [];
  return (
    <div class="panel" aria-busy={isLoading}>
      <div class="bar">
        <h2>{label}</h2>
        {records.length > 0 && (
          <a href={link({ view: 'search', filters })}>
            {value?.nextToken === undefined ? 'Open in search' : 'See all'}
            <span class="hidden"> {label}</span>
          </a>
        )}
      </div>
      {problem && <Problem message={problem.message} />}
      {value && records.length === 0 && <p class="note">{none}</p>}
      <Notices notices={value?.incomplete === undefined ? [] : [value.incomplete]} />
      <ul class="event-links">
        {records.map((record) => (
          <li key={record.eventId}>
            <EventLink record={record} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const NAMED = chooseColumns(['principal', 'resource']);

/** One event as a link that opens it. A risky one says in words what it did. */
function EventLink({ record }: { readonly record: EventRecord }) {
  const { place, link } = usePlace();
  const isRisky = record.risk?.level === 'high' || record.risk?.level === 'critical';
  const details = useAnswer('getEvent', isRisky ? {} : undefined, record.eventId);
  const [reason] = details.value?.records[0]?.riskReasons ?? [];
  const names = NAMED.map(({ toText }) => toText(record, place.zone)).filter(Boolean);
  return (
    <a href={link({ event: record.eventId })}>
      <span class="event-link-head">
        <strong>{record.eventName}</strong>
        {record.risk && <span class={`level level-${record.risk.level}`}>{record.risk.level}</span>}
        <time dateTime={record.eventTime}>{formatTime(record.eventTime, place.zone)}</time>
      </span>
      <span class="event-link-words">
        <Value>{reason ? `${reason.words ?? reason.title}. ${names[0] ?? ''}` : names.join(' → ')}</Value>
        {record.outcome !== 'succeeded' && <span class="note"> {describeOutcome(record)}</span>}
      </span>
    </a>
  );
}
