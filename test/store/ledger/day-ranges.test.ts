import { findNews, isUnchanged, planReplacements } from '../../../src/store/ledger/day-ranges';
import type { DirectoryEntry } from '../../../src/store/ledger/directory-item';

const region = (firstSeen: string, lastSeen: string): DirectoryEntry => ({
  kind: 'regions',
  value: 'us-east-1',
  firstSeen,
  lastSeen,
});
const entryId = ({ kind, value }: DirectoryEntry) => `${kind}/${value}`;
const known = (entry: DirectoryEntry) => new Map([[entryId(entry), entry]]);

describe('the days of a directory entry', () => {
  it.each([
    ['earlier than known', region('2026-03-09', '2026-03-14'), 1],
    ['later than known', region('2026-03-12', '2026-03-21'), 1],
    ['within what is known', region('2026-03-10', '2026-03-20'), 0],
  ])('are news if they are %s', (_, entry, count) => {
    expect(findNews([entry], known(region('2026-03-10', '2026-03-20')), entryId)).toHaveLength(count);
  });

  it('replace an entry by one that covers both, and never narrow it', () => {
    const before = region('2026-03-10', '2026-03-20');
    const [replacement] = planReplacements([region('2026-03-15', '2026-03-25')], known(before), entryId);
    expect(replacement).toEqual({ before, next: region('2026-03-10', '2026-03-25') });
    expect(isUnchanged(replacement!)).toBe(false);
  });

  it('leave an entry alone that covers them', () => {
    const before = region('2026-03-10', '2026-03-20');
    const [replacement] = planReplacements([region('2026-03-15', '2026-03-16')], known(before), entryId);
    expect(isUnchanged(replacement!)).toBe(true);
  });
});
