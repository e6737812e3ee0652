import { findDaysToReconcile } from '../../../src/assure/coverage/days-to-reconcile';
import { type CoverageState, NO_TRAIL } from '../../../src/assure/coverage/known-coverage';
import { addDays } from '../../../src/time';
import { TRAIL } from '../../support/coverage';

const NIGHT = '2026-03-30';
const EVER = '2026-01-01T00:00:00Z';
const daysAgo = (age: number) => addDays(NIGHT, -age);

/** A day of a trail in one state, from midnight to midnight unless it says so. */
const dayOf = (
  age: number,
  state: CoverageState,
  { trail = TRAIL, since = `${daysAgo(age)}T00:00:00Z` } = {},
) => ({
  ...{ accountId: '111122223333', region: 'us-east-1', day: daysAgo(age), trail, bucket: 'trail-logs' },
  spans: [{ since, until: `${daysAgo(age - 1)}T00:00:00Z`, state, digests: 24, files: 288 }],
  ...({ exceptions: [], exceptionsOmitted: 0, comparedWith: 'ledger', assessedAt: EVER } as const),
});
const allProven = Array.from({ length: 32 }, (_, index) => dayOf(32 - index, 'proven'));
const toAges = (days: readonly string[]) =>
  days.map((day) => (Date.parse(NIGHT) - Date.parse(day)) / 86_400_000);
const agesFor = (days: readonly ReturnType<typeof dayOf>[], firstSeen = EVER) =>
  toAges(findDaysToReconcile(NIGHT, days, firstSeen));
/** The days, with another one in the place of the same day. */
const withDay = (changed: ReturnType<typeof dayOf>) => [
  ...allProven.filter(({ day }) => day !== changed.day),
  changed,
];

describe('the days that are compared with the bucket in a night', () => {
  it('are a seventh of those that are proven', () => expect(agesFor(allProven)).toEqual([1, 8, 15]));

  it('come within a week, each', () => {
    const nights = Array.from({ length: 7 }, (_, night) =>
      findDaysToReconcile(addDays(NIGHT, night), allProven, EVER),
    );
    const compared = new Set(nights.flat());
    for (let age = 1; age <= 15; age += 1) expect(compared).toContain(daysAgo(age));
  });

  it('are the last 31 if nothing is known', () => expect(agesFor([])).toHaveLength(31));

  it.each([
    'incomplete',
    'digestMissing',
    'gap',
    'pending',
    'notProvable',
    'unreferenced',
    'awaitingReference',
  ] as const)('are those that are %s, too', (state) =>
    expect(agesFor(withDay(dayOf(3, state)))).toEqual([1, 3, 8, 15]),
  );

  it('are those with time that was not assessed', () => {
    expect(agesFor(withDay(dayOf(3, 'proven', { since: `${daysAgo(3)}T01:00:00Z` })))).toEqual([1, 3, 8, 15]);
  });

  it('are those that one of several trails does not prove', () => {
    expect(agesFor([...allProven, dayOf(3, 'incomplete', { trail: 'other@us-east-1' })])).toEqual([
      1, 3, 8, 15,
    ]);
    expect(agesFor([...allProven, dayOf(3, 'proven', { trail: 'other@us-east-1' })])).toEqual([1, 8, 15]);
  });

  it('are a seventh of the days without digests whose files are all ingested', () => {
    const undigested = allProven.map((_, index) => dayOf(32 - index, 'notProvable', { trail: NO_TRAIL }));
    expect(agesFor(undigested)).toEqual([1, 8, 15]);
  });

  it('do not begin before the first delivery that is known', () => {
    const firstSeen = `${daysAgo(9)}T10:00:00Z`;
    const days = [
      dayOf(9, 'proven', { since: firstSeen }),
      ...allProven.filter(({ day }) => day > daysAgo(9)),
    ];
    expect(agesFor(days, firstSeen)).toEqual([1, 8]);
    expect(agesFor([], firstSeen)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
