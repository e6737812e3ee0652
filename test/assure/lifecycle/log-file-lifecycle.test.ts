import fc from 'fast-check';
import { formatLifecycle } from '../../../src/assure/lifecycle/format-lifecycle';
import { assessLifecycle, type LifecycleRule } from '../../../src/assure/lifecycle/log-file-lifecycle';

const SOURCE = { bucket: 'logs', prefix: 'AWSLogs/' };
const NOW = new Date('2026-03-14T04:30:00Z');
const rule = (overrides: Partial<LifecycleRule> = {}): LifecycleRule => ({
  ...{ id: 'rule', prefix: '', isTagged: false, archives: [] },
  ...overrides,
});
const deleting = (afterDays: number, overrides: Partial<LifecycleRule> = {}) =>
  rule({ deletes: { afterDays }, ...overrides });
const assess = (rules: readonly LifecycleRule[], retentionDays: number | undefined = 365, source = SOURCE) =>
  assessLifecycle(rules, source, retentionDays, NOW);

describe('lifecycle rules', () => {
  it.each([
    ['there are none', []],
    ['they delete log files when the audit deletes their events', [deleting(365)]],
    ['they apply to other objects', [deleting(1, { prefix: 'exports/' })]],
    ['they apply to objects with a tag, which CloudTrail does not set', [deleting(1, { isTagged: true })]],
    ['they delete digests', [deleting(1, { prefix: 'AWSLogs/111122223333/CloudTrail-Digest/' })]],
    ['they delete what other services deliver', [deleting(1, { prefix: 'AWSLogs/111122223333/Config' })]],
    ['they delete delete markers or old versions', [rule({ deletesOldVersionsAfterDays: 30 })]],
  ])('keep log files if %s', (_, rules) => {
    expect(assess(rules)).toMatchObject({ state: 'kept', place: 's3://logs/AWSLogs/' });
  });

  it('are too early if any of them is, and the first one is named', () => {
    const archive = rule({ id: 'cold', archives: [{ afterDays: 30, storageClass: 'DEEP_ARCHIVE' }] });
    const found = assess([
      deleting(400),
      deleting(90, { id: 'late' }),
      archive,
      deleting(60, { id: 'early' }),
    ]);
    expect(found).toMatchObject({
      state: 'early',
      ends: [
        { effect: 'deleted', rule: 'early', afterDays: 60 },
        { effect: 'archived', rule: 'cold', afterDays: 30, storageClass: 'DEEP_ARCHIVE' },
      ],
    });
    expect(formatLifecycle(found)).toBe(
      'In s3://logs/AWSLogs/, lifecycle rule "early" deletes log files after 60 days, and lifecycle rule "cold" moves ' +
        'log files to DEEP_ARCHIVE after 30 days, but the audit keeps events for 365 days. After that, events without ' +
        'a record of their own cannot be shown, only counted.',
    );
  });

  it('are too early for an audit that keeps its events forever', () => {
    const found = assessLifecycle([deleting(1)], SOURCE, undefined, NOW);
    expect(formatLifecycle(found)).toContain('after 1 day, but the audit keeps events forever.');
  });

  it('with a date are too early, because they delete everything that is older', () => {
    const found = assess([rule({ deletes: { on: '2027-01-01T00:00:00.000Z' } })]);
    expect(formatLifecycle(found)).toContain('lifecycle rule "rule" deletes log files on 2027-01-01');
  });

  it('of a part of the log files name it', () => {
    const prefix = 'AWSLogs/111122223333/CloudTrail/eu-west-1/';
    expect(assess([deleting(30, { prefix })]).ends).toMatchObject([{ prefix }]);
  });

  it('cover log files exactly if a key of a log file starts with their prefix', () => {
    const sources = ['AWSLogs/', 'production/AWSLogs/', 'AWSLogs/o-exampleorgid/'];
    const folder = fc.constantFrom(
      'CloudTrail',
      'CloudTrail-Digest',
      'CloudTrail-Insight',
      'Config',
      'Cloud',
    );
    const anyCase = fc.record({ source: fc.constantFrom(...sources), folder, length: fc.nat(120) });
    fc.assert(
      fc.property(anyCase, ({ source, folder, length }) => {
        const organization = source === 'AWSLogs/' ? ['', 'o-exampleorgid/'] : [''];
        for (const before of organization) {
          const toKey = (name: string) =>
            `${source}${before}111122223333/${name}/us-east-1/2026/03/14/x.json.gz`;
          const prefix = toKey(folder).slice(0, length);
          const isEarly = toKey('CloudTrail').startsWith(prefix);
          const { state } = assess([deleting(1, { prefix })], 365, { bucket: 'logs', prefix: source });
          expect([prefix, state]).toEqual([prefix, isEarly ? 'early' : 'kept']);
        }
      }),
      { examples: [[{ source: 'AWSLogs/', folder: 'CloudTrail', length: 'AWSLogs/o'.length }]] },
    );
  });
});
