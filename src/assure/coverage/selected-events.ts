import type { AskedOperation } from './asked-operations';
import { conditionsOn, typicalValues } from './field-values';
import {
  matchesField,
  matchesSelector,
  type SelectableEvent,
  type SelectableResource,
} from './match-selector';
import { ARN, type AskedIdentity, FIXED, openFields, toEvents } from './selectable-events';
import type { EventSelector, FieldSelector } from './trail-logging';

/** How many of an operation's events are logged. */
export type SelectedShare = 'all' | 'some' | 'none';

/** What selectors log of the events of some operations. */
export interface SelectedEvents {
  readonly status: 'logged' | 'partly' | 'off';
  /** Operations by how many of their events are logged, in the order of the operations. */
  readonly operations: Readonly<Record<SelectedShare, readonly AskedOperation[]>>;
  /** What an event must be to be logged, where only some are: each is enough. */
  readonly conditions: readonly (readonly FieldSelector[])[];
}

/** Tables whose data events are meant. */
export interface AskedTables {
  /** ARN of a table, or how the ARNs of all tables of an account and Region begin. */
  readonly arn: string;
  readonly isPrefix: boolean;
}

/** Which of the events of the operations are meant. */
export interface SelectionOptions {
  /** Only calls of these identities. Default: of anyone. */
  readonly identities?: readonly AskedIdentity[] | undefined;
  /** Events that nobody expects to be logged. Default: none. */
  readonly ignored?: readonly EventSelector[];
}

const TABLE = 'AWS::DynamoDB::Table';
const STREAM = 'AWS::DynamoDB::Stream';
/** Says which data events of tables selectors log. */
export function selectDataEvents(
  selectors: readonly EventSelector[],
  operations: readonly AskedOperation[],
  tables: AskedTables,
  { identities, ignored = [] }: SelectionOptions = {},
): SelectedEvents {
  const conditions = conditionsOn([...selectors, ...ignored], ARN);
  const arns = tables.isPrefix
    ? typicalValues(conditions, tables.arn).filter((arn) => isTableOf(arn, tables.arn))
    : [tables.arn];
  const ofTables = arns.map((arn) => [{ 'resources.type': TABLE, [ARN]: arn } as const]);
  const ofStreams = ofTables.flatMap(([table]) =>
    typicalValues(conditions, `${table![ARN]}/stream/`).map((arn) => [
      table!,
      { 'resources.type': STREAM, [ARN]: arn } as const,
    ]),
  );
  const toResources = ({ isOfStream }: AskedOperation) => (isOfStream ? ofStreams : ofTables);
  const selected = select(selectors, operations, { eventCategory: 'Data', identities, ignored, toResources });
  return tables.isPrefix ? selected : withoutConditions(selected, ARN);
}

/** Says which management events selectors log. */
export const selectManagementEvents = (
  selectors: readonly EventSelector[],
  operations: readonly AskedOperation[],
  { identities, ignored = [] }: SelectionOptions = {},
): SelectedEvents =>
  select(selectors, operations, {
    eventCategory: 'Management',
    identities,
    ignored,
    toResources: () => [[]],
  });

/** A condition on the ARN of a table says nothing if that table was asked for. */
const withoutConditions = (selected: SelectedEvents, field: string): SelectedEvents => ({
  ...selected,
  conditions: selected.conditions
    .map((conditions) => conditions.filter((one) => one.field !== field))
    .filter((conditions) => conditions.length > 0),
});

/** A condition may name a stream or an index, which is no table. */
const isTableOf = (arn: string, prefix: string): boolean => !arn.slice(prefix.length).includes('/');

interface Selection {
  readonly eventCategory: 'Data' | 'Management';
  readonly identities: readonly AskedIdentity[] | undefined;
  readonly ignored: readonly EventSelector[];
  readonly toResources: (operation: AskedOperation) => readonly (readonly SelectableResource[])[];
}

function select(
  selectors: readonly EventSelector[],
  operations: readonly AskedOperation[],
  { eventCategory, identities, ignored, toResources }: Selection,
): SelectedEvents {
  const relevant = selectors.filter((one) => matchesCategory(one, eventCategory));
  const open = openFields([...relevant, ...ignored], identities);
  const shares: Record<SelectedShare, AskedOperation[]> = { all: [], some: [], none: [] };
  const restricted = new Set<EventSelector>();
  for (const operation of operations) {
    const events = toEvents(operation, eventCategory, toResources(operation), open);
    const { share, matching } = findShare(relevant, events, ignored);
    shares[share].push(operation);
    if (share === 'some') for (const one of matching) restricted.add(one);
  }
  const status =
    shares.all.length === operations.length
      ? 'logged'
      : shares.none.length === operations.length
        ? 'off'
        : 'partly';
  return { status, operations: shares, conditions: toConditions(restricted) };
}

/** The least work for a selector of another service. */
const matchesCategory = ({ fieldSelectors }: EventSelector, eventCategory: string): boolean =>
  fieldSelectors.every(
    (one) =>
      (one.field !== 'eventCategory' || matchesField(eventCategory, one)) &&
      (one.field !== 'resources.type' || matchesField(TABLE, one) || matchesField(STREAM, one)),
  );

function findShare(
  selectors: readonly EventSelector[],
  events: readonly SelectableEvent[] | undefined,
  ignored: readonly EventSelector[],
) {
  if (events === undefined) return { share: 'some' as const, matching: selectors };
  const asked = events.filter((event) => !ignored.some((one) => matchesSelector(event, one)));
  const matches = asked.map((event) => selectors.filter((one) => matchesSelector(event, one)));
  const logged = matches.filter((some) => some.length > 0).length;
  const share = logged === asked.length ? 'all' : logged === 0 ? 'none' : 'some';
  return { share, matching: matches.flat() } as const;
}

/** What selectors demand of an event besides its operation. */
const toConditions = (selectors: ReadonlySet<EventSelector>): FieldSelector[][] =>
  [...selectors]
    .map(({ fieldSelectors }) => fieldSelectors.filter(({ field }) => !FIXED.has(field)))
    .filter((conditions) => conditions.length > 0);
