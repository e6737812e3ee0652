import fc from 'fast-check';
import type { EntryGroup } from '../../src/activity/activity-entry';
import { compareEntryGroups, encodeContent } from '../../src/activity/entry-content';
import { createFuseFilter } from '../../src/activity/fuse-filter';
import { decodeContent } from '../../src/activity/stored-content';
import { ACCESSES, OUTCOMES, SERVICES } from '../../src/audit/audit-record';
import { TOUCH_KINDS } from '../../src/audit/touch-kind';
import { anyCharacter } from '../support/any-character';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music';

const group = (changes: Partial<EntryGroup> = {}): EntryGroup => ({
  principal: 'arn:aws:iam::111122223333:role/orders',
  eventName: 'GetItem',
  service: 'dynamodb',
  access: 'read',
  outcome: 'succeeded',
  errorCode: undefined,
  home: true,
  touch: { keys: [{ attributes: ['artist'], otherwise: 'unlogged-key' }], kinds: [] },
  first: 0,
  last: 3_599,
  events: [1, 2 ** 48 - 1],
  recorded: 2,
  isCapped: false,
  ...changes,
});

const text = fc.oneof(
  fc.constantFrom(
    'GetItem',
    'PutItem',
    'arn:aws:iam::111122223333:role/a',
    'arn:aws:iam::444455556666:user/b',
  ),
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 30 }).map((value) => value.toWellFormed()),
);
const anyGroup: fc.Arbitrary<EntryGroup> = fc
  .record({
    principal: text,
    eventName: text,
    service: fc.constantFrom(...SERVICES),
    access: fc.constantFrom(...ACCESSES),
    outcome: fc.constantFrom(...OUTCOMES),
    errorCode: fc.option(text, { nil: undefined }),
    home: fc.boolean(),
    touch: fc.record({
      keys: fc.array(
        fc.record({
          attributes: fc.array(text, { maxLength: 3 }),
          otherwise: fc.constantFrom(...TOUCH_KINDS),
        }),
        { maxLength: 3 },
      ),
      kinds: fc.subarray([...TOUCH_KINDS]),
    }),
    first: fc.nat(3_599),
    length: fc.nat(3_599),
    events: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 1, maxLength: 20 }),
    recorded: fc.nat(20),
    isCapped: fc.boolean(),
  })
  .map(({ length, events, recorded, ...rest }) => ({
    ...rest,
    last: events.length > 1 ? rest.first + length : rest.first,
    events: events.sort((one, other) => one - other),
    recorded: Math.min(recorded, events.length),
  }));

describe('the content of an entry', () => {
  it('is read as it was written', () =>
    fc.assert(
      fc.property(
        fc.array(anyGroup, { maxLength: 12 }),
        fc.uniqueArray(fc.nat(), { maxLength: 40 }),
        fc.nat(1_000),
        (groups, tokens, meaningVersion) => {
          const content = {
            meaningVersion,
            groups: groups.sort(compareEntryGroups),
            filter: createFuseFilter(Float64Array.from(tokens)),
          };
          const read = decodeContent(TABLE, encodeContent(TABLE, content));
          const isRead = ({ eventName }: { readonly eventName: string }) => eventName === 'GetItem';
          expect(read.findGroups(isRead)).toEqual(content.groups.filter(isRead));
          expect(read.groups).toEqual(content.groups);
          expect(read.meaningVersion).toBe(meaningVersion);
          expect(read.findGroups(isRead)).toEqual(content.groups.filter(isRead));
          expect(read.eventCount).toBe(content.groups.reduce((sum, { events }) => sum + events.length, 0));
          expect(Buffer.compare(read.filter.fingerprints, content.filter.fingerprints)).toBe(0);
        },
      ),
    ));

  it('never fails in another way than by a clear error, whatever the bytes are', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          void decodeContent(TABLE, Uint8Array.of(2, ...bytes)).groups;
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidItem' });
        }
      }),
    ));

  it('needs few bytes besides the hash of each event', () => {
    const events = Array.from({ length: 30 }, (_, number) => number * 1_000_000);
    const filter = createFuseFilter(new Float64Array());
    const bytes = encodeContent(TABLE, {
      meaningVersion: 3,
      groups: [group({ events, recorded: 30 })],
      filter,
    });
    const principal = 2 + 'role/orders'.length;
    const attribute = 1 + 'artist'.length;
    const [counts, call, touchGroup, noFilter] = [6, 7, 6, 1];
    expect(bytes.length - 30 * 6).toBe(principal + attribute + counts + call + touchGroup + noFilter);
  });

  it.each([
    ['a later version', [3], 'has version 3, but this program reads 1 to 2'],
    ['no version', [0], 'has version 0, but this program reads 1 to 2'],
    ['no bytes', [], 'it ends early'],
    ['a text that is not there', [2, 3, 0, 0, 1, 64, 0, 0, 0, 0, 0], 'has no text 64'],
    ['more groups than bytes', [2, 3, 0, 0, 0, 200, 1], 'it ends early'],
  ])('with %s is refused', (_, bytes, why) => {
    expect(() => decodeContent(TABLE, Uint8Array.from(bytes)).groups).toThrow(why);
  });

  it('of version 1 has the oldest meaning, and may lack records because there were so many', () => {
    const groups = [group({ recorded: 1 }), group({ eventName: 'Query' })];
    const content = { meaningVersion: 3, groups, filter: createFuseFilter(Float64Array.of(7)) };
    const [, , ...rest] = encodeContent(TABLE, content);
    const read = decodeContent(TABLE, Uint8Array.of(1, ...rest));
    expect(read.meaningVersion).toBe(0);
    expect(read.groups).toEqual([{ ...groups[0], isCapped: true }, groups[1]]);
  });
});
