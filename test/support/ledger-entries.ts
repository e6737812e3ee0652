import type { LedgerEntry } from '../../src/store/ledger/ledger';

/** The key of a log file as CloudTrail names it, delivered at `YYYYMMDDTHHMMZ`. */
export function logFileKey(accountId: string, region: string, delivered: string, name = 'abcdefghijklmnop') {
  const folder = [delivered.slice(0, 4), delivered.slice(4, 6), delivered.slice(6, 8)].join('/');
  return `AWSLogs/${accountId}/CloudTrail/${region}/${folder}/${accountId}_CloudTrail_${region}_${delivered}_${name}.json.gz`;
}

/** The entry of a file that is done: 7 records read, 2 of them audited. */
export const ledgerEntry = (overrides: Partial<LedgerEntry> = {}): LedgerEntry => ({
  bucket: 'trail-logs',
  key: logFileKey('111122223333', 'us-east-1', '20260314T0915Z'),
  accountId: '111122223333',
  region: 'us-east-1',
  day: '2026-03-14',
  etag: 'e1',
  sha256: 'ab'.repeat(32),
  inflatedBytes: 1_234,
  compressedBytes: 567,
  gzipMembers: 1,
  paddingBytes: 0,
  counts: {
    read: 7,
    otherServices: 4,
    excluded: 0,
    duplicates: 1,
    audited: 2,
    recorded: 2,
    summarized: 0,
    rejected: 0,
  },
  unknownOperations: 0,
  status: 'done',
  finishedAt: '2026-03-14T09:30:00.000Z',
  ...overrides,
});

/** The entry of a file that failed. */
export const failedEntry = (overrides: Partial<LedgerEntry> = {}): LedgerEntry => {
  const { sha256, inflatedBytes, compressedBytes, gzipMembers, paddingBytes, unknownOperations, ...entry } =
    ledgerEntry();
  const counts = {
    read: 0,
    otherServices: 0,
    excluded: 0,
    duplicates: 0,
    audited: 0,
    recorded: 0,
    summarized: 0,
    rejected: 0,
  };
  return { ...entry, counts, status: 'failed', error: 'not gzip', ...overrides };
};
