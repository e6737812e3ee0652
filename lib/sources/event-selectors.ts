import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { SelectorsByName } from '../../src/settings/assure-configuration';

type Field = CfnTrail.AdvancedFieldSelectorProperty;
type Selector = CfnTrail.AdvancedEventSelectorProperty;

/** One way in which an event can escape an exclusion. */
interface Way {
  readonly name: string;
  readonly field: Field;
}

export interface DataEventSelection {
  /** `all` tables, or the ARNs of those chosen. */
  readonly tables: 'all' | readonly string[];
  /** ARNs of the audit's own tables. */
  readonly ownTableArns: readonly string[];
  /** How the ARNs of sessions of the audit's own roles begin, up to the session's name. */
  readonly ownSessionPrefixes: readonly string[];
  /** How the ARNs of sessions of service-linked roles begin whose reads are left out; empty: none. */
  readonly serviceSessionPrefixes: readonly string[];
}

const LOG_FILE_CALLS = ['DeleteObject', 'DeleteObjects', 'PutObjectLegalHold', 'PutObjectRetention'];

const MANAGEMENT_EVENTS: Selector = {
  name: 'Management events',
  fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }],
};

/**
 * Deletions and changes of retention in the bucket of the trail itself. Not PutObject: each delivery would be
 * logged, and delivered again.
 */
export const logFileDeletions = (bucketArn: string): Selector => ({
  name: 'Log files deleted',
  fieldSelectors: [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
    { field: 'resources.ARN', startsWith: [`${bucketArn}/`] },
    { field: 'eventName', equalTo: [...LOG_FILE_CALLS] },
  ],
});

const dataEvents = (name: string, ...fields: readonly Field[]): Selector => ({
  name,
  fieldSelectors: [
    { field: 'eventCategory', equalTo: ['Data'] },
    // Streams too: an event of a table's stream names the table as well.
    { field: 'resources.type', equalTo: ['AWS::DynamoDB::Table'] },
    ...fields,
  ],
});

/** All fields of one selector must hold, so each combination of ways needs a selector of its own. */
const combinations = (exclusions: readonly (readonly Way[])[]): Way[][] =>
  exclusions.reduce<Way[][]>(
    (found, ways) => found.flatMap((chosen) => ways.map((way) => [...chosen, way])),
    [[]],
  );

/**
 * The advanced event selectors of a trail: management events always, data events of DynamoDB as chosen.
 *
 * An exclusion "not (this role and this table)" cannot stand in one selector, whose fields are AND-ed;
 * by De Morgan it is "another role, or another table": two selectors, of which one suffices to be logged.
 */
export function eventSelectors(selection?: DataEventSelection): Selector[] {
  if (!selection) return [MANAGEMENT_EVENTS];
  const { tables, ownTableArns, ownSessionPrefixes, serviceSessionPrefixes } = selection;
  const byOthers: Way = {
    name: 'not by the audit',
    field: { field: 'userIdentity.arn', notStartsWith: [...ownSessionPrefixes] },
  };
  const serviceReads: Way[] = [
    {
      name: 'not by a service',
      field: { field: 'userIdentity.arn', notStartsWith: [...serviceSessionPrefixes] },
    },
    { name: 'writes', field: { field: 'readOnly', equalTo: ['false'] } },
  ];
  const serviceExclusion = serviceSessionPrefixes.length > 0 ? [serviceReads] : [];

  const groups: [name: string, fixed: Field[], exclusions: Way[][]][] =
    tables === 'all'
      ? [
          [
            'All tables',
            [],
            [
              [
                byOthers,
                { name: 'not of the audit', field: { field: 'resources.ARN', notEquals: [...ownTableArns] } },
              ],
              ...serviceExclusion,
            ],
          ],
        ]
      : [
          ['Chosen tables', [{ field: 'resources.ARN', equalTo: [...tables] }], [...serviceExclusion]],
          [
            'The audit',
            [{ field: 'resources.ARN', equalTo: [...ownTableArns] }],
            [[byOthers], ...serviceExclusion],
          ],
        ];

  return [
    MANAGEMENT_EVENTS,
    ...groups.flatMap(([name, fixed, exclusions]) =>
      combinations(exclusions).map((ways) =>
        dataEvents(
          [name, ...ways.map((way) => way.name)].join(', '),
          ...merged([...fixed, ...ways.map((way) => way.field)]),
        ),
      ),
    ),
  ];
}

/** CloudTrail takes a field once in a selector: two exclusions of sessions become one of both. */
function merged(fields: readonly Field[]): Field[] {
  const excluded = fields.flatMap(({ notStartsWith }) => notStartsWith ?? []);
  const others = fields.filter(({ notStartsWith }) => !notStartsWith);
  return excluded.length === 0 ? others : [...others, { field: 'userIdentity.arn', notStartsWith: excluded }];
}

/** Selectors in the form of the configuration of the assure function. */
export const toSelectorsByName = (selectors: readonly Selector[]): SelectorsByName =>
  Object.fromEntries(
    selectors.map(({ name = '', fieldSelectors }) => [
      name,
      Object.fromEntries(
        (fieldSelectors as readonly Field[]).map(({ field, equalTo, ...others }) => [
          field,
          { ...(equalTo && { equals: equalTo }), ...others },
        ]),
      ),
    ]),
  );
