import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { type DataEventSelection, eventSelectors } from '../../lib/sources/event-selectors';

const AUDIT = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Audit';
const LEDGER = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Ledger';
const MUSIC = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Music';
const SESSIONS = 'arn:aws:sts::111122223333:assumed-role';
const INGEST = `${SESSIONS}/Ingest/function`;
const REPLICATION = `${SESSIONS}/AWSServiceRoleForDynamoDBReplication/r`;
const HUMAN = `${SESSIONS}/Admin/alice`;

interface Event {
  readonly by: string;
  readonly table: string;
  readonly readOnly: boolean;
}

/** CloudTrail's own rules: one selector suffices, all of its fields must hold, no value of a Not may match. */
function logged(selectors: readonly CfnTrail.AdvancedEventSelectorProperty[], event: Event): boolean {
  const values: Record<string, string> = {
    eventCategory: 'Data',
    'resources.type': 'AWS::DynamoDB::Table',
    'resources.ARN': event.table,
    'userIdentity.arn': event.by,
    readOnly: String(event.readOnly),
  };
  const holds = (field: CfnTrail.AdvancedFieldSelectorProperty): boolean => {
    const value = values[field.field];
    if (value === undefined) throw new Error(`no value for ${field.field}`);
    return (
      (field.equalTo?.includes(value) ?? true) &&
      !(field.notEquals?.includes(value) ?? false) &&
      !(field.notStartsWith?.some((start) => value.startsWith(start)) ?? false)
    );
  };
  return selectors.some(({ fieldSelectors }) =>
    (fieldSelectors as CfnTrail.AdvancedFieldSelectorProperty[]).every(holds),
  );
}

const selection = (changes: Partial<DataEventSelection>): DataEventSelection => ({
  tables: 'all',
  ownTableArns: [AUDIT, LEDGER],
  ownSessionPrefixes: [`${SESSIONS}/Ingest/`],
  serviceSessionPrefixes: [],
  ...changes,
});

const SERVICES = [`${SESSIONS}/AWSServiceRoleFor`];

describe('eventSelectors', () => {
  it('logs management events, and no data events unless asked', () => {
    const selectors = eventSelectors();
    expect(selectors).toEqual([
      { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    ]);
  });

  const events: Event[] = [INGEST, REPLICATION, HUMAN].flatMap((by) =>
    [AUDIT, LEDGER, MUSIC].flatMap((table) => [true, false].map((readOnly) => ({ by, table, readOnly }))),
  );
  const isOwn = ({ by, table }: Event) => by === INGEST && table !== MUSIC;
  const isServiceRead = ({ by, readOnly }: Event) => by === REPLICATION && readOnly;

  it.each(events)('all tables: leaves out what ingest does to the audit, nothing else (%j)', (event) => {
    expect(logged(eventSelectors(selection({})), event)).toBe(!isOwn(event));
  });

  it.each(events)('all tables without service reads: leaves out those two, nothing else (%j)', (event) => {
    const selectors = eventSelectors(selection({ serviceSessionPrefixes: SERVICES }));
    expect(logged(selectors, event)).toBe(!isOwn(event) && !isServiceRead(event));
  });

  it.each(events)('chosen tables: those, and the audit itself but for ingest (%j)', (event) => {
    const selectors = eventSelectors(selection({ tables: [MUSIC], serviceSessionPrefixes: SERVICES }));
    expect(logged(selectors, event)).toBe(!isOwn(event) && !isServiceRead(event));
    const other = { ...event, table: `${MUSIC}2` };
    expect(logged(selectors, other)).toBe(false);
  });

  it('names a field once in a selector, as CloudTrail wants', () => {
    for (const { fieldSelectors } of eventSelectors(selection({ serviceSessionPrefixes: SERVICES }))) {
      const fields = (fieldSelectors as CfnTrail.AdvancedFieldSelectorProperty[]).map(({ field }) => field);
      expect(new Set(fields).size).toBe(fields.length);
    }
  });
});
