import fc from 'fast-check';
import { decodeFileActivity, encodeFileActivity } from '../../src/activity/file-activity';
import { mayContain } from '../../src/activity/fuse-filter';
import { TokenFilters } from '../../src/activity/token-filters';

const toArn = (name: string) => `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`;
const entry = fc.record({
  table: fc.constantFrom('Music', 'Orders', 'Customers', 'Bücher').map(toArn),
  hour: fc
    .date({ min: new Date('1969-12-30'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 13)),
  part: fc.nat(3),
});

describe('the activity of a file', () => {
  it('is read as it was written, with the tables that the entry of the file lists', () =>
    fc.assert(
      fc.property(
        fc.array(entry),
        fc.subarray(['Music', 'Orders', 'Customers', 'Bücher']),
        (entries, listed) => {
          const tables = listed.map(toArn);
          const bytes = encodeFileActivity({ entries, filters: [] }, tables);
          expect(decodeFileActivity(bytes, tables)).toEqual({ entries, filters: [] });
        },
      ),
    ));

  it('has every token that was added, however many there are', () => {
    const filters = new TokenFilters();
    const tokens = Array.from({ length: 110_000 }, (_, number) => number * 1_000_003);
    for (const token of tokens) filters.add(token);
    const activity = decodeFileActivity(encodeFileActivity({ entries: [], filters: filters.finish() }));
    expect(activity.filters).toHaveLength(2);
    expect(tokens.every((token) => activity.filters.some((filter) => mayContain(filter, token)))).toBe(true);
  });

  it('of three tables in one hour takes a few bytes', () => {
    const entries = ['Music', 'Orders', 'Customers'].map((name) => ({
      table: toArn(name),
      hour: '2026-03-14T09',
      part: 0,
    }));
    const tables = entries.map(({ table }) => table);
    expect(encodeFileActivity({ entries, filters: [] }, tables).length).toBeLessThan(20);
  });
});
