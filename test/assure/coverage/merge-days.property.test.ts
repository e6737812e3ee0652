import fc from 'fast-check';
import type { CoverageDay } from '../../../src/assure/coverage/known-coverage';
import { mergeDay, toAssessedRange } from '../../../src/assure/coverage/merge-day';
import { campaignSize } from '../../support/campaigns';
import { daysOf, type Hour, hourTime, rangeOf, spansOf } from '../../support/coverage';

const file = fc.constantFrom('intact', 'intact', 'altered', 'missing', 'notIngested', 'incomplete', 'unread');
const hour: fc.Arbitrary<Hour> = fc.oneof(
  { weight: 4, arbitrary: fc.array(file, { maxLength: 4 }) },
  fc.constantFrom<Hour>('invalid', 'missing', 'off'),
);
const history = fc.array(hour, { minLength: 1, maxLength: 60 });

/** A history in parts, each from the end of a valid digest to that of another one. */
const grouped = history.chain((hours) => {
  const ends = hours.flatMap((each, index) => (typeof each === 'string' ? [] : [index + 1]));
  return fc.record({
    hours: fc.constant(hours),
    cuts: fc.subarray(ends.filter((end) => end < hours.length)),
    order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(hours.length)]),
  });
});

/** Puts the days of some hours into the stored ones. */
function merge(stored: readonly CoverageDay[], hours: readonly Hour[], firstHour: number): CoverageDay[] {
  const assessed = daysOf(hours, {}, firstHour);
  const range = toAssessedRange(rangeOf(hours, firstHour), assessed);
  const find = (among: readonly CoverageDay[], day: string) => among.find((found) => found.day === day);
  const days = new Set([...stored, ...assessed].map(({ day }) => day));
  return [...days].sort().flatMap((day) => mergeDay(find(stored, day), find(assessed, day), range) ?? []);
}

it('gives the same days whatever is assessed together, and in which order', () => {
  fc.assert(
    fc.property(grouped, ({ hours, cuts, order }) => {
      const parts = [0, ...cuts].map((from, index) => ({ from, hours: hours.slice(from, cuts[index]) }));
      const shuffled = parts
        .map((part, index) => ({ part, rank: order[index]! }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ part }) => part);
      const days = shuffled.reduce<CoverageDay[]>((all, part) => merge(all, part.hours, part.from), []);
      expect(days).toEqual(daysOf(hours));
    }),
    { numRuns: campaignSize(1_000) },
  );
});

it('replaces what was known of a time, and nothing else', () => {
  fc.assert(
    fc.property(history, fc.nat(50), history, (before, from, now) => {
      const days = merge(daysOf(before), now, from);
      const spans = days.flatMap((day) => day.spans);
      spans.slice(1).forEach((span, index) => {
        expect(span.since >= spans[index]!.until).toBe(true);
      });
      for (const { since, until } of spans) expect(since < until).toBe(true);
      const within = (span: { since: string; until: string }) =>
        span.since >= hourTime(from) && span.until <= hourTime(from + now.length);
      const assessed = daysOf(now, {}, from).flatMap((day) => day.spans);
      const digests = (of: typeof spans) => of.filter(within).filter((span) => span.digests > 0);
      expect(digests(spans)).toEqual(digests(assessed));
    }),
    { numRuns: campaignSize(1_000) },
  );
});

it('turns exactly the span of the digest that a single exception concerns from proven', () => {
  const exception = fc.constantFrom<Hour>(
    'invalid',
    'missing',
    'off',
    ['altered'],
    ['missing'],
    ['notIngested'],
    ['incomplete'],
    ['unread'],
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 46 }), exception, (at, exceptional) => {
      const whole = Array.from({ length: 48 }, (): Hour => ['intact']);
      const days = daysOf(whole.with(at, exceptional));
      const unproven = days.flatMap((day) => day.spans).filter(({ state }) => state !== 'proven');
      expect([unproven[0]!.since, unproven.at(-1)!.until]).toEqual([hourTime(at), hourTime(at + 1)]);
      expect(spansOf(days).filter((span) => span.includes(' proven '))).toHaveLength(47);
      expect(days.flatMap((day) => day.exceptions).map(({ since }) => since)).toContain(hourTime(at));
    }),
  );
});

it('lists the first 20 exceptions of a day, and counts the others', () => {
  const [day] = daysOf(Array.from({ length: 10 }, (): Hour => ['altered', 'altered', 'altered']));
  expect(day!.exceptions).toHaveLength(20);
  expect(day!.exceptionsOmitted).toBe(10);
});
