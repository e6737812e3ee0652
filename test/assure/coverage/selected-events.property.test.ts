import * as fc from 'fast-check';
import { askedOperations } from '../../../src/assure/coverage/asked-operations';
import { selectDataEvents } from '../../../src/assure/coverage/selected-events';
import type { EventSelector, FieldSelector } from '../../../src/assure/coverage/trail-logging';
import { campaignSize } from '../../support/campaigns';
import { dataEvents, tableArn } from '../../support/trail-logging';

const PREFIX = tableArn('');
const OPERATIONS = askedOperations('data', { eventNames: ['GetItem', 'PutItem'] });

/** All texts of up to three characters. Conditions name at most one of `a` and `b`, never `c`. */
const TEXTS = ['a', 'b', 'c'].reduce<string[]>(
  (all, _) => ['', ...all.flatMap((text) => ['a', 'b', 'c'].map((character) => character + text))],
  [''],
);
const EVENTS = OPERATIONS.flatMap(({ eventName, readOnly }) =>
  TEXTS.filter(Boolean).flatMap((table) =>
    TEXTS.map((identity) => ({
      eventCategory: 'Data',
      eventName,
      readOnly: String(readOnly),
      'resources.type': 'AWS::DynamoDB::Table',
      'resources.ARN': PREFIX + table,
      'userIdentity.arn': identity,
    })),
  ),
);
type Event = (typeof EVENTS)[number];

/** What CloudTrail's documentation says of conditions, one sentence after the other. */
function isLogged(event: Event, selectors: readonly EventSelector[]): boolean {
  return selectors.some(({ fieldSelectors }) =>
    fieldSelectors.every(({ field, ...operators }) => {
      const value = event[field as keyof Event];
      const { equals = [], startsWith = [], endsWith = [] } = operators;
      const { notEquals = [], notStartsWith = [], notEndsWith = [] } = operators;
      if (notEquals.includes(value)) return false;
      if (notStartsWith.some((start) => value.slice(0, start.length) === start)) return false;
      if (notEndsWith.some((end) => end === '' || value.slice(-end.length) === end)) return false;
      if (equals.length + startsWith.length + endsWith.length === 0) return true;
      return (
        equals.includes(value) ||
        startsWith.some((start) => value.indexOf(start) === 0) ||
        endsWith.some((end) => value.lastIndexOf(end) === value.length - end.length && value.includes(end))
      );
    }),
  );
}

const toStatus = (events: readonly Event[], selectors: readonly EventSelector[]) => {
  const logged = events.filter((event) => isLogged(event, selectors)).length;
  return logged === events.length ? 'logged' : logged === 0 ? 'off' : 'partly';
};

/** Conditions with one or two operators. */
const conditions = (field: string, whole: fc.Arbitrary<string>, start: string[], end: string[]) => {
  const some = (values: fc.Arbitrary<string>) => fc.array(values, { minLength: 1, maxLength: 2 });
  const operator = fc.oneof(
    fc.record({ equals: some(whole) }),
    fc.record({ notEquals: some(whole) }),
    fc.record({ startsWith: some(fc.constantFrom(...start)) }),
    fc.record({ notStartsWith: some(fc.constantFrom(...start)) }),
    fc.record({ endsWith: some(fc.constantFrom(...end)) }),
    fc.record({ notEndsWith: some(fc.constantFrom(...end)) }),
  );
  return fc.tuple(operator, operator).map(([one, other]): FieldSelector => ({ field, ...one, ...other }));
};
const letter = fc.constantFrom('a', 'b');
const field = fc.oneof(
  conditions(
    'resources.ARN',
    letter.map((name) => PREFIX + name),
    ['arn:', PREFIX, `${PREFIX}a`, `${PREFIX}b`, 'arn:aws:s3'],
    ['a', 'b', '/a', 'table/b', `${PREFIX}a`],
  ),
  conditions('userIdentity.arn', letter, ['a', 'b'], ['a', 'b']),
  conditions('eventName', fc.constantFrom('GetItem', 'PutItem', 'Query'), ['Get', 'P'], ['Item']),
  fc.constantFrom('true', 'false').map((value): FieldSelector => ({ field: 'readOnly', equals: [value] })),
);
const selectors = fc.array(
  fc
    .uniqueArray(field, { maxLength: 3, selector: (one) => one.field })
    .map((fields): EventSelector => dataEvents(...fields)),
  { maxLength: 3 },
);

describe('what selectors log', () => {
  it('of one table is what CloudTrail logs of all events on it', () => {
    const events = EVENTS.filter((event) => event['resources.ARN'] === `${PREFIX}a`);
    fc.assert(
      fc.property(selectors, (some) => {
        const { status } = selectDataEvents(some, OPERATIONS, { arn: `${PREFIX}a`, isPrefix: false });
        expect(status).toBe(toStatus(events, some));
      }),
      { numRuns: campaignSize(3_000) },
    );
  });

  it('of all tables is what CloudTrail logs of all events on any of them', () => {
    fc.assert(
      fc.property(selectors, (some) => {
        const { status } = selectDataEvents(some, OPERATIONS, { arn: PREFIX, isPrefix: true });
        expect(status).toBe(toStatus(EVENTS, some));
      }),
      { numRuns: campaignSize(1_000) },
    );
  });
});
