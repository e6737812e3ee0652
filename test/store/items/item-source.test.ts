import * as fc from 'fast-check';
import { decodeSource, encodeSource } from '../../../src/store/items/item-source';
import { anyCharacter } from '../../support/any-character';
import { auditRecord, SOURCE } from '../../support/audit-records';

const record = auditRecord();
const head = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/';

describe('the log file of an item', () => {
  it.each([
    ['of the same day', SOURCE.key, 'trail-logs*0930_abcDEF0123456789'],
    [
      'of the next day',
      `${head}15/111122223333_CloudTrail_us-east-1_20260315T0005Z_abc.json.gz`,
      'trail-logs*202603150005_abc',
    ],
    [
      'of an organization trail under a prefix',
      'audit/AWSLogs/o-abc123/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_abc.json.gz',
      'trail-logs*0930_abc*audit/AWSLogs/o-abc123/',
    ],
    [
      'of another Region',
      'AWSLogs/111122223333/CloudTrail/us-west-2/2026/03/14/111122223333_CloudTrail_us-west-2_20260314T0930Z_abc.json.gz',
      'trail-logs/AWSLogs/111122223333/CloudTrail/us-west-2/2026/03/14/111122223333_CloudTrail_us-west-2_20260314T0930Z_abc.json.gz',
    ],
    ['of any other name', 'one.json', 'trail-logs/one.json'],
  ])('%s is written without what the record says', (_what, key, written) => {
    const source = { bucket: 'trail-logs', key };
    expect(encodeSource(source, record)).toBe(written);
    expect(decodeSource(written, record)).toEqual(source);
  });

  it('comes back whatever its key', () => {
    const day = fc.constantFrom('2026/03/14', '2026/03/15', '2026/3/1', '');
    const odd = fc.string({ unit: anyCharacter, maxLength: 12 });
    const key = fc.oneof(
      odd,
      fc
        .tuple(odd, fc.constantFrom('111122223333', '444455556666'), day, odd)
        .map(
          ([before, account, path, unique]) =>
            `${before}AWSLogs/${account}/CloudTrail/us-east-1/${path}/${account}_CloudTrail_us-east-1_20260314T0930Z_${unique}.json.gz`,
        ),
    );
    fc.assert(
      fc.property(key, (text) => {
        const source = { bucket: 'b', key: text };
        expect(decodeSource(encodeSource(source, record), record)).toEqual(source);
      }),
    );
  });
});
