import { parseIngestSettings } from '../../../src/settings/ingest-settings';
import { EVER, type IndexCoverage, nextCoverage } from '../../../src/store/ledger/index-coverage';
import { addReindexed, isWrittenAlike, NEVER } from '../../../src/store/ledger/reindexed-coverage';

const toTime = (month: number) => `2026-${String(month).padStart(2, '0')}-01T00:00:00Z`;
const span = (first: number, end: number) => ({ since: toTime(first), until: toTime(end) });

const settings = parseIngestSettings({ dataEventIndexes: ['action'] });
/** What the indexes hold after "action" was added in June, by a version with another meaning than before. */
const added: IndexCoverage = nextCoverage(
  settings,
  { ...nextCoverage(parseIngestSettings({}), undefined, new Date(0)), meaningVersion: 0 },
  new Date(toTime(6)),
);
const add = (range: ReturnType<typeof span>, before = added) => addReindexed(before, range, false);

describe('what the indexes hold after a reindex', () => {
  it('is everything if all records were written', () => {
    expect(added.since.action).toBe(toTime(6));
    const { since, meaningSince, reindexed } = addReindexed(added, { since: EVER, until: NEVER }, true);
    expect({ ...since, meaningSince, reindexed }).toMatchObject({ action: EVER, meaningSince: EVER });
    expect(reindexed).toBeUndefined();
  });

  it('begins earlier if the range reaches the time since when it was complete', () => {
    const after = add({ since: toTime(4), until: NEVER });
    expect(after.since).toMatchObject({ action: toTime(4), resource: EVER });
    expect(after.reindexed).toBeUndefined();
    expect(after.meaningSince).toBe(toTime(6));
  });

  it('has the range beside, if it does not reach that time', () => {
    const after = add(span(1, 3));
    expect(after).toMatchObject({ since: { action: toTime(6) }, reindexed: [span(1, 3)] });
  });

  it('begins earlier once ranges join, in any order', () => {
    for (const spans of [
      [span(1, 3), span(5, 7), span(3, 5)],
      [span(3, 5), span(1, 3), span(5, 6)],
    ]) {
      const after = spans.reduce((before, range) => add(range, before), added);
      expect(after.since.action).toBe(toTime(1));
      expect(after.reindexed).toBeUndefined();
    }
  });

  it('stays as it is by an empty range', () => {
    expect(add({ since: toTime(3), until: toTime(3) })).toEqual(added);
  });

  it('forgets the earliest of very many ranges', () => {
    let coverage = added;
    for (let year = 1900; year < 2020; year += 1) {
      coverage = add({ since: `${year}-01-01T00:00:00Z`, until: `${year}-02-01T00:00:00Z` }, coverage);
    }
    expect(coverage.reindexed).toHaveLength(100);
    expect(coverage.reindexed?.at(-1)?.since).toBe('2019-01-01T00:00:00Z');
  });

  it('is not known if other settings were deployed in the meantime', () => {
    expect(isWrittenAlike(added, { ...added })).toBe(true);
    expect(isWrittenAlike(added, { ...added, dataEventIndexes: [] })).toBe(false);
    expect(isWrittenAlike(added, { ...added, meaningVersion: 0 })).toBe(false);
  });
});
