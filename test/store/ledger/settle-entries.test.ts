import fc from 'fast-check';
import type { LedgerEntry } from '../../../src/store/ledger/ledger';
import { parseLedgerItem, toLedgerItem } from '../../../src/store/ledger/ledger-item';
import { SettledEntries } from '../../../src/store/ledger/settle-entries';

const COUNTS = {
  read: 1,
  otherServices: 1,
  excluded: 0,
  duplicates: 0,
  audited: 0,
  recorded: 0,
  summarized: 0,
  rejected: 0,
};
const times = fc.constantFrom(
  '2026-03-14T10:00:00.000Z',
  '2026-03-14T11:00:00.000Z',
  '2026-03-14T12:00:00.000Z',
);
const entries: fc.Arbitrary<LedgerEntry> = fc
  .record({
    key: fc.constantFrom('a.json', 'a.json.gz', 'b.json.gz'),
    day: fc.constantFrom('2026-03-14', '2026-03-15'),
    content: fc.nat(2),
    isDone: fc.boolean(),
    finishedAt: times,
    paddingBytes: fc.constantFrom(0, 0, 8),
  })
  .map(({ key, day, content, isDone, finishedAt, paddingBytes }) => ({
    bucket: 'trail-logs',
    key,
    accountId: '111122223333',
    region: 'us-east-1',
    day,
    etag: `e${content}`,
    counts: COUNTS,
    finishedAt,
    ...(isDone
      ? { status: 'done', sha256: String(content).repeat(64), gzipMembers: 1, paddingBytes }
      : { status: 'failed', error: 'truncated' }),
  }));

/** Entries as the table has them after these writes, in its order. */
const toItems = (written: readonly LedgerEntry[]) => {
  const items = written.map(toLedgerItem).map((item) => [`${item.book}\0${item.entry}`, item] as const);
  return [...new Map(items)].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
};

it('every content stays, and a failure unless the file was done later or with the same bytes', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 12 }), (written) => {
      const stored = toItems(written).map(parseLedgerItem);
      const settled = new SettledEntries();
      const kept = [...stored.flatMap((one) => settled.take(one)), ...settled.finish()];
      const all = stored.map(({ entry }) => entry);
      const isObsolete = (failed: LedgerEntry) =>
        all.some(
          (other) =>
            other.status === 'done' &&
            other.key === failed.key &&
            other.day === failed.day &&
            (other.etag === failed.etag || other.finishedAt >= failed.finishedAt),
        );
      const expected = all.filter((entry) => entry.status === 'done' || !isObsolete(entry));
      expect(new Set(kept)).toEqual(new Set(expected));
      expect(kept).toHaveLength(expected.length);
    }),
  );
});

it('an entry reads back as it was written, with any key', () => {
  fc.assert(
    fc.property(entries, fc.string({ unit: 'binary', minLength: 1, maxLength: 700 }), (entry, key) => {
      const written = { ...entry, key };
      expect(parseLedgerItem(toLedgerItem(written)).entry).toEqual(written);
    }),
  );
});
