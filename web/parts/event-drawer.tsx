import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../api/questions';
import { useLoaded } from '../api/use-answer';
import { aroundTime } from '../place/time-range';
import { usePlace } from '../place/use-place';
import { EventComparison } from './event-comparison';
import { EventDiff } from './event-diff';
import { type Detailed, EventFacts } from './event-facts';
import { EventOriginal } from './event-original';
import { EventRisk } from './event-risk';
import { Fold } from './fold';
import { JsonTree } from './json-tree';
import { Problem, Value } from './text';

/** Minutes before and after an event that "around" means. */
const AROUND_MINUTES = 15;

/** One event, beside the list. */
export function EventDrawer({ eventId }: { readonly eventId: string }) {
  const { go } = usePlace();
  const { value, problem } = useAnswer('getEvent', {}, eventId);
  const heading = useRef<HTMLHeadingElement>(null);
  // Each event is announced.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [eventId]);
  const [first] = value?.records ?? [];
  return (
    <aside class="drawer" aria-label="Event">
      <div class="bar">
        <h2 ref={heading} tabIndex={-1}>
          {first && first.eventId === eventId ? <Value>{first.eventName}</Value> : 'Event'}
        </h2>
        <button
          type="button"
          class="close"
          aria-label="Close the event"
          onClick={() => go({ event: undefined })}
        >
          ×
        </button>
      </div>
      {problem && <Problem message={problem.message} />}
      {!value && !problem && <p class="note">Loading the event…</p>}
      {value && value.records.length > 1 && (
        <p class="problem">
          {value.records.length} different events were delivered under this ID: somebody altered a log file.
          All are shown.
        </p>
      )}
      {value?.records.map((record) => (
        <EventDetails key={record.contentHash ?? record.eventId} record={record} />
      ))}
    </aside>
  );
}

function EventDetails({ record }: { readonly record: Detailed }) {
  const { place } = usePlace();
  const { eventId, contentHash } = record;
  const original = useLoaded(`${eventId} ${contentHash}`, (api, signal) =>
    api.original(eventId, contentHash, signal),
  );
  const event = original.value === undefined ? undefined : parseEvent(original.value);
  return (
    <>
      {place.compare !== undefined && place.compare !== eventId && (
        <Fold label="Comparison" isOpen>
          {() => <EventComparison eventId={eventId} other={place.compare ?? ''} />}
        </Fold>
      )}
      <EventRisk record={record} />
      <EventFacts record={record} error={toText(event?.errorMessage)} />
      <Pivots record={record} />
      {isChange(record) && (
        <Fold label="Compare with the change before">{() => <EventDiff eventId={eventId} />}</Fold>
      )}
      {original.problem && <Problem message={original.problem.message} />}
      {event && (
        <>
          <JsonPart label="Request" value={event.requestParameters} />
          <JsonPart label="Response" value={event.responseElements} />
        </>
      )}
      {original.value !== undefined && <EventOriginal eventId={eventId} text={original.value} />}
      {!original.isLoading && <Source record={record} />}
    </>
  );
}

const JsonPart = ({ label, value }: { readonly label: string; readonly value: unknown }) =>
  value === undefined || value === null ? (
    <p class="note">{label}: none.</p>
  ) : (
    <Fold label={label} isOpen>
      {() => <JsonTree value={value} />}
    </Fold>
  );

/** Ways on: what else this principal did, and what else happened to the resource. */
function Pivots({ record }: { readonly record: Detailed }) {
  const { place, link } = usePlace();
  const { eventTime, principal, resources = [] } = record;
  const times = aroundTime(eventTime, AROUND_MINUTES);
  const [resource] = resources;
  return (
    <p class="buttons">
      <a class="button" href={link({ view: 'search', filters: { principal: [principal.id] }, ...times })}>
        By this principal ±{AROUND_MINUTES} min
      </a>
      {resource !== undefined && (
        <a class="button" href={link({ view: 'search', filters: { resource: [resource] } })}>
          On this resource
        </a>
      )}
      {record.sourceIp !== undefined && (
        <a class="button" href={link({ view: 'search', filters: { sourceIp: [record.sourceIp] } })}>
          From this address
        </a>
      )}
      {place.compare === undefined && (
        <a class="button" href={link({ compare: record.eventId })} title="Compare ( c )">
          Compare with another event
        </a>
      )}
    </p>
  );
}

function Source({ record: { eventId, source } }: { readonly record: Detailed }) {
  return (
    <p class="note long">
      Event ID <Value>{eventId}</Value>
      {source && (
        <>
          . Log file <Value>{`s3://${source.bucket}/${source.key}`}</Value>
        </>
      )}
    </p>
  );
}

const isChange = ({ plane, access, resources = [] }: Detailed): boolean =>
  plane === 'control' && access !== 'read' && access !== 'list' && resources.length > 0;

const toText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function parseEvent(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // The text itself is shown.
  }
}
