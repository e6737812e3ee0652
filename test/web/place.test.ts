import * as fc from 'fast-check';
import {
  FILTER_NAMES,
  type Filters,
  hasCondition,
  toConditions,
  withCondition,
  withoutCondition,
} from '../../web/place/filters';
import { formatPlace, type Place, parsePlace, SPLITS, VIEWS } from '../../web/place/place';
import { shiftTimes } from '../../web/place/time-range';
import { distinctNames } from '../../web/text/words';

const texts = fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 5 });
const anyFilters = fc
  .dictionary(fc.constantFrom(...FILTER_NAMES), texts)
  .map((filters): Filters => ({ ...filters }));
const anyPlace: fc.Arbitrary<Place> = fc.record({
  view: fc.constantFrom(...VIEWS),
  filters: anyFilters,
  since: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  until: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  event: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  at: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  day: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  compare: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  compareAt: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  split: fc.constantFrom(...SPLITS),
  zone: fc.constantFrom('utc' as const, 'local' as const),
  columns: fc.option(fc.constant(['time', 'action']), { nil: undefined }),
});

describe('the fragment of the address', () => {
  it('brings back every place, whatever its values contain', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(parsePlace(formatPlace(place), '1d')).toEqual(place);
      }),
    );
  });

  it('that is empty leads to the overview, over the first time range', () => {
    expect(parsePlace('', '1d')).toMatchObject({ view: 'overview', filters: {}, since: '1d' });
    expect(parsePlace('#/search', '1d').since).toBeUndefined();
  });

  it('that is not of this version leads somewhere', () => {
    const place = parsePlace('#/new-view?colour=blue&table=Orders&split=weekday', undefined);
    expect(place).toMatchObject({ view: 'overview', filters: { table: ['Orders'] }, split: 'outcome' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (fragment) => void parsePlace(fragment, undefined)));
  });
});

describe('filters', () => {
  const orders = { name: 'table', value: 'Orders', excluded: false } as const;

  it('hold several values of one kind', () => {
    const filters = withCondition(withCondition({}, orders), { ...orders, value: 'Stock' });
    expect(filters).toEqual({ table: ['Orders', 'Stock'] });
    expect(withoutCondition(filters, orders)).toEqual({ table: ['Stock'] });
  });

  it('exclude by the API’s own filter, and include or exclude a value, never both', () => {
    const excluded = withCondition(withCondition({}, orders), { ...orders, excluded: true });
    expect(excluded).toEqual({ exclude: ['table=Orders'] });
    expect(toConditions(excluded)).toEqual([{ ...orders, excluded: true }]);
    expect(hasCondition(withCondition(excluded, orders), { ...orders, excluded: true })).toBe(false);
  });

  it('have one risk level at most', () => {
    const high = { name: 'risk', value: 'high', excluded: false } as const;
    expect(withCondition(withCondition({}, high), { ...high, value: 'low' })).toEqual({ risk: ['low'] });
  });

  it('that are added and removed leave the others as they were', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        const added = { name: 'table', value: 'a name of no table', excluded: false } as const;
        const before = toConditions(filters);
        expect(toConditions(withoutCondition(withCondition(filters, added), added))).toEqual(before);
      }),
    );
  });
});

describe('a time range', () => {
  const NOW = Date.parse('2026-03-14T12:00:00Z') / 1_000;

  it('shifts by its own length', () => {
    expect(shiftTimes({ since: '2h', until: undefined }, -1, NOW)).toEqual({
      since: '2026-03-14T08:00:00Z',
      until: '2026-03-14T10:00:00Z',
    });
    const day = { since: '2026-03-14T00:00:00Z', until: '2026-03-15T00:00:00Z' };
    expect(shiftTimes(day, 1, NOW)).toEqual({ since: '2026-03-15T00:00:00Z', until: '2026-03-16T00:00:00Z' });
  });

  it('without a beginning stays, and so does one that is no time', () => {
    for (const since of [undefined, 'yesterday']) {
      expect(shiftTimes({ since, until: undefined }, -1, NOW)).toEqual({ since, until: undefined });
    }
  });
});

describe('short names', () => {
  it('say the Region and the account where two are the same', () => {
    const arns = ['eu-west-1', 'us-east-1'].map(
      (region) => `arn:aws:dynamodb:${region}:111122223333:table/Customers`,
    );
    const toName = distinctNames([...arns, 'GetItem', 'arn:aws:iam::111122223333:role/service/etl']);
    expect([...arns, 'GetItem', 'arn:aws:iam::111122223333:role/service/etl'].map(toName)).toEqual([
      'Customers, eu-west-1 111122223333',
      'Customers, us-east-1 111122223333',
      'GetItem',
      'etl',
    ]);
  });
});
