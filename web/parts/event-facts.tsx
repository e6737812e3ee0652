import type { ComponentChildren } from 'preact';
import type { Answer } from '../../src/http/operations';
import { type FilterName, withCondition } from '../place/filters';
import { findTable, toAccessKey, toPrincipal, toTable } from '../place/stories';
import { usePlace } from '../place/use-place';
import { describeKind, describeOutcome } from '../text/event-words';
import { formatTime, formatZone } from '../text/time';
import { shortName } from '../text/words';
import { Value } from './text';

export type Detailed = Answer<'getEvent'>['records'][number];

/** A value that can be filtered by. */
interface Fact {
  readonly filter: FilterName;
  readonly value: string | undefined;
  /** What to show. Default: the value. */
  readonly label?: string | undefined;
}

/** Who did what, where and when, and how it ended. Each value leads to the events that have it, too. */
export function EventFacts({
  record,
  error,
}: {
  readonly record: Detailed;
  readonly error: string | undefined;
}) {
  const { place, link } = usePlace();
  const { principal, resources = [], impliedTables = 0 } = record;
  const other = place.zone === 'utc' ? 'local' : 'utc';
  return (
    <dl class="facts">
      <Row label="Who">
        <FactValue filter="principal" value={principal.id} label={principal.name} />
        <FactValue
          filter="session"
          value={principal.session}
          label={principal.session && `session ${principal.session}`}
        />
        <FactValue
          filter="session"
          value={principal.sourceIdentity}
          label={principal.sourceIdentity && `source identity ${principal.sourceIdentity}`}
        />
        <FactValue
          filter="session"
          value={principal.onBehalfOf}
          label={principal.onBehalfOf && `on behalf of ${principal.onBehalfOf}`}
        />
        <FactValue filter="principalType" value={principal.type} />
        <p class="note">
          <Value>{principal.id}</Value>
          {principal.mfa ? ', with MFA' : ', MFA not stated'}.{' '}
          <a href={link(toPrincipal(principal.id))}>All that it did</a>
        </p>
      </Row>
      <Row label="What">
        <FactValue filter="action" value={`${record.service}:${record.eventName}`} label={record.eventName} />
        <p class="note">
          {record.service}, {describeKind(record)}
        </p>
      </Row>
      <Row label="On what">
        {resources.length === 0 && <p class="note">The event names no resource.</p>}
        {resources.slice(0, MAXIMUM_RESOURCES).map((resource, index) => (
          <div key={resource} class="fact-resource">
            <FactValue filter="resource" value={resource} label={shortName(resource)} />
            <p class="note long">
              <Value>{resource}</Value>
              {index < impliedTables && ', the table of a resource below'}
              <TableLink resource={resource} />
            </p>
          </div>
        ))}
        {resources.length > MAXIMUM_RESOURCES && (
          <p class="note">{resources.length - MAXIMUM_RESOURCES} more: see the request.</p>
        )}
      </Row>
      <Row label="When">
        <time dateTime={record.eventTime}>
          {formatTime(record.eventTime, place.zone)} {formatZone(place.zone)}
        </time>
        {formatTime(record.eventTime, 'local') !== formatTime(record.eventTime, 'utc') && (
          <p class="note">
            {formatTime(record.eventTime, other)} {formatZone(other)}
          </p>
        )}
      </Row>
      <Row label="From where">
        <FactValue filter="sourceIp" value={record.sourceIp} />
        <FactValue filter="accessKey" value={record.accessKeyId} />
        {record.accessKeyId && (
          <p class="note">
            <a href={link(toAccessKey(record.accessKeyId))}>All that this key touched</a>
          </p>
        )}
        <FactValue
          filter="account"
          value={record.accountId}
          label={record.accountId && `account ${record.accountId}`}
        />
        <FactValue filter="eventRegion" value={record.region} />
        {record.userAgent && (
          <p class="note long">
            <Value>{record.userAgent}</Value>
          </p>
        )}
      </Row>
      <Row label="Outcome">
        <span class={`outcome outcome-${record.outcome}`}>
          <Value>{describeOutcome(record)}</Value>
        </span>
        {error && (
          <p class="note long">
            <Value>{error}</Value>
          </p>
        )}
      </Row>
    </dl>
  );
}

/** Leads to the life of a table. */
function TableLink({ resource }: { readonly resource: string }) {
  const { link } = usePlace();
  if (findTable(resource) !== resource) return null;
  return (
    <>
      . <a href={link(toTable(resource))}>The life of this table</a>
    </>
  );
}

const MAXIMUM_RESOURCES = 20;

const Row = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);

function FactValue({ filter, value, label = value }: Fact) {
  const { place, link } = usePlace();
  if (value === undefined || label === undefined) return null;
  const toLink = (excluded: boolean) =>
    link({ view: 'search', filters: withCondition(place.filters, { name: filter, value, excluded }) });
  return (
    <span class="fact">
      <a href={toLink(false)} title={`Only ${value}`}>
        <Value>{label}</Value>
      </a>
      <a class="fact-exclude" href={toLink(true)} title={`Without ${value}`} aria-label={`Exclude ${label}`}>
        −
      </a>
    </span>
  );
}
