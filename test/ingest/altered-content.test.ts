import { isAltered, toDoneHashes, wasWrittenLate } from '../../src/ingest/altered-content';
import type { LedgerEntry } from '../../src/store/ledger/ledger';

const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
const NAMED = `${FOLDER}/111122223333_CloudTrail_us-east-1_20260314T0915Z_Mb2tFlWzPkqPkqPk.json.gz`;

it.each([
  ['minutes after the time in its name', NAMED, '2026-03-14T09:20:00Z', false],
  ['an hour after the time in its name', NAMED, '2026-03-14T10:15:00Z', true],
  ['on the day of its folder, with another name', `${FOLDER}/a.json.gz`, '2026-03-14T23:59:00Z', false],
  ['on a later day, with another name', `${FOLDER}/a.json.gz`, '2026-03-15T09:00:00Z', true],
  ['in a folder without a day', 'a.json.gz', '2026-03-14T09:20:00Z', false],
])('an object that was written %s', (_, key, time, isLate) => {
  const day = key.startsWith(FOLDER) ? '2026-03-14' : 'unknown';
  expect(wasWrittenLate(key, day, Date.parse(time))).toBe(isLate);
});

it('nothing is known of an object without a time', () => {
  expect(wasWrittenLate(NAMED, '2026-03-14', undefined)).toBe(false);
});

it.each<[string, Pick<LedgerEntry, 'status' | 'sha256'>[], boolean]>([
  ['never', [], false],
  ['with the same content', [{ status: 'done', sha256: 'aa' }], false],
  [
    'with another content, too',
    [
      { status: 'done', sha256: 'aa' },
      { status: 'done', sha256: 'bb' },
    ],
    true,
  ],
  ['without success', [{ status: 'failed' }], false],
])('a file that was read %s before', (_, known, altered) => {
  expect(isAltered({ sha256: 'aa' }, toDoneHashes(known as LedgerEntry[]))).toBe(altered);
});
