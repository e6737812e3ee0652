import type { ComponentChildren } from 'preact';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { Answer } from '../../src/http/operations';
import type { Api, Parameters } from '../api/ask';
import { type EventRecord, toQuestion } from '../api/questions';
import { useLoaded } from '../api/use-answer';
import { type Condition, withCondition } from '../place/filters';
import { usePlace } from '../place/use-place';
import { describeOutcome } from '../text/event-words';
import { formatTime } from '../text/time';
import { countWords } from '../text/words';
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

/**
 * What needs a look before anything else.
 * @param children what follows. It is shown when all of this is there, so that nothing jumps.
 */
export function LookFirst({ children }: { readonly children: ComponentChildren }) {
  const [ready, setReady] = useState<ReadonlySet<Group>>(new Set());
  const onReady = useCallback((group: Group) => setReady((others) => new Set([...others, group])), []);
  const isReady = ready.size === GROUPS.length;
  return (
    <>
      {!isReady && (
        <p class="note" role="status">
          Searching for what needs a look…
        </p>
      )}
      <section class="look-first" aria-label="Look here first" aria-busy={!isReady}>
        {GROUPS.map((group) => (
          <GroupList key={group.label} group={group} onReady={onReady} />
        ))}
      </section>
      {isReady && children}
    </>
  );
}

interface Found {
  readonly page: Answer<'searchEvents'>;
  /** Why the risky ones are risky, by event ID. */
  readonly reasons: ReadonlyMap<string, Reason | undefined>;
}
type Reason = NonNullable<Answer<'getEvent'>['records'][number]['riskReasons']>[number];

const isRisky = ({ risk }: EventRecord): boolean => risk?.level === 'high' || risk?.level === 'critical';

/** The newest events of a group, and what makes them risky. */
async function findEvents(
  api: Api,
  question: Parameters<'searchEvents'>,
  signal: AbortSignal,
): Promise<Found> {
  const page = await api.ask('searchEvents', question, signal);
  const reasons = await Promise.all(
    page.records.filter(isRisky).map(async ({ eventId }) => {
      const { records } = await api.ask('getEvent', {}, signal, eventId);
      return [eventId, records[0]?.riskReasons?.[0]] as const;
    }),
  );
  return { page, reasons: new Map(reasons) };
}

interface GroupProps {
  readonly group: Group;
  readonly onReady: (group: Group) => void;
}

function GroupList({ group, onReady }: GroupProps) {
  const { label, none, condition } = group;
  const { place, link } = usePlace();
  const filters = withCondition(place.filters, condition);
  // Log files are read only where the reader is told the price, which is in the search.
  const question = { ...toQuestion({ ...place, filters }), limit: SHOWN, maximumFiles: 0, partial: true };
  const found = useLoaded(JSON.stringify(question), (api, signal) => findEvents(api, question, signal));
  const { problem, isLoading } = found;
  const isReady = found.value !== undefined || problem !== undefined;
  useLayoutEffect(() => {
    if (isReady) onReady(group);
  }, [isReady, group, onReady]);
  const value = found.value?.page;
  const records = value?.records ?? [];
  return (
    <div class="panel" aria-busy={isLoading}>
      <div class="bar">
        <h2>{label}</h2>
        {(records.length > 0 || value?.nextToken !== undefined) && (
          <a href={link({ view: 'search', filters })}>
            {value?.nextToken === undefined ? 'Open in search' : 'See all'}
            <span class="hidden"> {label}</span>
          </a>
        )}
      </div>
      {problem && <Problem message={problem.message} />}
      {value && records.length === 0 && value.nextToken === undefined && <p class="note">{none}</p>}
      {value && records.length < SHOWN && value.nextToken !== undefined && (
        <p class="note">{describeRest(value)}</p>
      )}
      <Notices notices={value?.incomplete === undefined ? [] : [value.incomplete]} />
      <ul class="event-links">
        {records.map((record) => (
          <li key={record.eventId}>
            <EventLink record={record} reason={found.value?.reasons.get(record.eventId)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Why there can be more than what is shown. */
function describeRest({ records, searched: { nextFiles, entries } }: Answer<'searchEvents'>): string {
  if (nextFiles !== undefined)
    return `${countWords(nextFiles, 'log file')} can have more. Search reads them.`;
  const found = records.length === 0 ? 'None' : 'No more';
  return `${found} among the newest ${countWords(entries, 'entry', 'entries')}. Search goes on.`;
}

const NAMED = chooseColumns(['principal', 'resource']);

interface LinkProps {
  readonly record: EventRecord;
  readonly reason: Reason | undefined;
}

/** One event as a link that opens it. A risky one says in words what it did. */
function EventLink({ record, reason }: LinkProps) {
  const { place, link } = usePlace();
  const names = NAMED.map(({ toText }) => toText(record, place.zone)).filter(Boolean);
  return (
    <a href={link({ event: record.eventId })}>
      <span class="event-link-head">
        <strong>{record.eventName}</strong>
        {record.risk && <span class={`level level-${record.risk.level}`}>{record.risk.level}</span>}
      </span>
      <span class="event-link-words">
        <Value>{reason ? `${reason.words ?? reason.title}.` : names.join(' → ')}</Value>
        {record.outcome !== 'succeeded' && <span class="note"> {describeOutcome(record)}</span>}
      </span>
      <span class="event-link-foot note">
        <time dateTime={record.eventTime}>{formatTime(record.eventTime, place.zone)}</time>{' '}
        {reason && <Value>{names[0] ?? ''}</Value>}
      </span>
    </a>
  );
}
