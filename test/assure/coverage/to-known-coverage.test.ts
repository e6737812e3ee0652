import { foldFindings } from '../../../src/assure/coverage/fold-findings';
import type { CoverageDay, CoverageQuery } from '../../../src/assure/coverage/known-coverage';
import { toKnownCoverage } from '../../../src/assure/coverage/to-known-coverage';
import type { FileFinding } from '../../../src/assure/finding';
import { ASSESSED_AT, daysOf, findingsOf, type Hour, hourTime, rangeOf } from '../../support/coverage';

const whole = (hours: number): Hour[] => Array.from({ length: hours }, () => ['intact', 'intact']);

/** What is known of hours, at a time in hours. */
const known = (days: readonly CoverageDay[], from: number, to: number, now: number, rest = {}) =>
  toKnownCoverage(
    days,
    { since: hourTime(from), until: hourTime(to), ...rest } satisfies CoverageQuery,
    new Date(hourTime(now)),
  );

/** The state of hours 10 to 20 at a time, if hour 15 is not proven. */
const stateOf = (days: readonly CoverageDay[], now = 100) => known(days, 10, 20, now)?.exceptions[0]?.state;

/** A log file that no digest names, delivered in an hour. */
const unnamed = (hour: number, changes: Partial<FileFinding> = {}): FileFinding => ({
  ...{ kind: 'file', account: '111122223333', region: 'us-east-1', day: '2026-03-14', state: 'pending' },
  object: 's3://trail-logs/AWSLogs/forged.json.gz',
  deliveredAt: hourTime(hour + 0.5),
  ...changes,
});

const withUnnamed = (file: FileFinding, hasUndigestedTrail = false) =>
  foldFindings([...findingsOf(whole(24)), file], {
    ...{ now: ASSESSED_AT, range: rangeOf(whole(24)) },
    ...(hasUndigestedTrail && { hasUndigestedTrail }),
  });

describe('a place', () => {
  it('is proven if digests cover the range, and all files are intact', () => {
    expect(known(daysOf(whole(24)), 10, 20, 24)).toEqual({
      ...{ expected: 1, proven: 1, exceptions: [], exceptionsOmitted: 0, digests: 10, files: 20 },
      expectedPlaces: [{ accountId: '111122223333', region: 'us-east-1' }],
      deliveredUntil: hourTime(20),
      comparedWith: 'ledger',
      latenessSeconds: 120,
    });
  });

  it.each<[string, Hour]>([
    ['incomplete', ['intact', 'altered']],
    ['incomplete', ['missing']],
    ['incomplete', ['notIngested']],
    ['incomplete', ['incomplete']],
    ['notProvable', ['unread']],
    ['digestMissing', 'invalid'],
    ['digestMissing', 'missing'],
    ['gap', 'off'],
  ])('is %s with an hour that is %s, for questions about this hour only', (state, hour) => {
    const days = daysOf(whole(24).with(15, hour));
    expect(known(days, 10, 20, 100)).toMatchObject({
      proven: 0,
      exceptions: [{ state, since: hourTime(15), until: hourTime(16), reason: expect.any(String) }],
    });
    expect(known(days, 10, 15, 100)).toMatchObject({ proven: 1, exceptions: [] });
    expect(known(days, 16, 24, 100)).toMatchObject({ proven: 1, exceptions: [] });
  });

  it('is pending where a digest is not there, until three hours after its end', () => {
    const days = daysOf(whole(24).with(15, 'missing'));
    expect(known(days, 10, 20, 18.9)).toMatchObject({ proven: 1, deliveredUntil: hourTime(15) });
    expect(stateOf(days, 19)).toBe('digestMissing');
  });

  it('awaits that a file is named for 24 hours, and calls it unreferenced then', () => {
    const days = withUnnamed(unnamed(15));
    expect(stateOf(days, 39.9)).toBe('awaitingReference');
    expect(stateOf(days, 40)).toBe('unreferenced');
    expect(known(days, 16, 24, 100)).toMatchObject({ proven: 1 });
  });

  it('is unreferenced for the day of a file whose name CloudTrail does not write', () => {
    const { deliveredAt, ...odd } = unnamed(15, { state: 'unreferenced' });
    expect(known(withUnnamed(odd), 1, 5, 6)).toMatchObject({ exceptions: [{ state: 'unreferenced' }] });
  });

  it('cannot be proven on a day with files of a trail without digests', () => {
    const days = withUnnamed(unnamed(15), true);
    expect(stateOf(days)).toBe('notProvable');
  });

  it('cannot be proven if no trail has digests', () => {
    const days = foldFindings([unnamed(15, { state: 'uncovered' })], {
      now: ASSESSED_AT,
      range: rangeOf(whole(24)),
    });
    expect(known(days, 10, 20, 100)).toMatchObject({
      ...{ expected: 1, proven: 0 },
      exceptions: [{ state: 'notProvable', since: hourTime(10), until: hourTime(20) }],
    });
    expect(known(days, 10, 20, 100)).not.toHaveProperty('deliveredUntil');
  });

  it('is pending after the last digest while the next one is not due', () => {
    expect(known(daysOf(whole(24)), 10, 27.9, 27.9)).toMatchObject({
      proven: 1,
      deliveredUntil: hourTime(24),
    });
    expect(known(daysOf(whole(24)), 24.5, 27.9, 27.9)).toMatchObject({
      proven: 0,
      exceptions: [{ state: 'pending' }],
    });
  });

  it('misses the digests that are due after the last one', () => {
    expect(known(daysOf(whole(24)), 10, 40, 40)).toMatchObject({
      proven: 0,
      deliveredUntil: hourTime(24),
      exceptions: [{ state: 'digestMissing', since: hourTime(24), until: hourTime(37) }],
    });
  });

  it('has a gap before its first digest', () => {
    expect(known(daysOf(whole(24)), -10, 5, 24)).toMatchObject({
      exceptions: [{ state: 'gap', since: hourTime(-10), until: hourTime(0) }],
    });
  });

  it('has no gap before the first digest of a trail that was added to another one', () => {
    const days = [...daysOf(whole(24)), ...daysOf(whole(4), { trail: 'new@us-east-1' }, 20)];
    expect(known(days, 1, 24, 24)).toMatchObject({ proven: 1, exceptions: [] });
  });

  it('is proven only if each of its trails is', () => {
    const days = [
      ...daysOf(whole(24)),
      ...daysOf(whole(24).with(15, ['altered']), { trail: 'other@us-east-1' }),
    ];
    expect(stateOf(days)).toBe('incomplete');
  });

  it('is expected for 31 days after its last delivery', () => {
    expect(known(daysOf(whole(24)), 24 * 31, 24 * 32, 24 * 32)).toMatchObject({ expected: 1, proven: 0 });
    expect(known(daysOf(whole(24)), 24 * 31, 24 * 32 + 1, 24 * 33)).toBeUndefined();
  });
});

describe('places', () => {
  const regions = Array.from({ length: 25 }, (_, index) => `ap-south-${index + 10}`);

  it('lists the first 20 that are not proven, the worst first', () => {
    const days = regions.flatMap((region, index) =>
      daysOf(whole(24).with(15, index === 24 ? ['altered'] : 'off'), { region }),
    );
    const { exceptions = [], exceptionsOmitted } = known(days, 10, 20, 24) ?? {};
    expect(exceptions).toHaveLength(20);
    expect(exceptionsOmitted).toBe(5);
    expect(exceptions[0]).toMatchObject({ state: 'incomplete', region: regions[24] });
  });

  it('counts those of the accounts and Regions that are asked for', () => {
    const days = regions.flatMap((region) => daysOf(whole(24), { region }));
    expect(known(days, 10, 20, 24, { regions: regions.slice(3, 5) })).toMatchObject({
      expected: 2,
      digests: 20,
    });
    expect(known(days, 10, 20, 24, { accountIds: ['444455556666'] })).toBeUndefined();
  });

  it('knows deliveries until the earliest of their last digests', () => {
    const days = [...daysOf(whole(24)), ...daysOf(whole(22), { region: 'eu-west-1' })];
    expect(known(days, 10, 24, 24)).toMatchObject({ proven: 2, deliveredUntil: hourTime(22) });
  });
});
