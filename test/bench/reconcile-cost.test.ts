import { COMPARED, toFolderCost, toPlaceCost } from '../../bench/support/reconcile-cost';
import { findDaysToReconcile } from '../../src/assure/coverage/days-to-reconcile';
import { addDays } from '../../src/time';

const NIGHT = '2026-03-30';

describe('a place of 288 log files a day', () => {
  it('costs at most a tenth of a cent a month', () => expect(toPlaceCost(288)).toBeLessThanOrEqual(0.001));

  it('costs at most that also if a message names no other place', () => {
    const ofMessage = 30 * ((COMPARED.sqsRequests * 0.4 + 0.2) / 1e6);
    expect(toPlaceCost(288) + ofMessage).toBeLessThanOrEqual(0.001);
  });
});

it('costs more with each 1,000 log files a day', () => {
  expect(toPlaceCost(2_001) - toPlaceCost(2_000)).toBeCloseTo(90 * 5e-6, 6);
});

it('costs 15 ten-thousandths of a dollar a month to find the folders of 3 accounts', () => {
  expect(toFolderCost(3)).toBeCloseTo(30 * 10 * 5e-6, 9);
});

it('compares as many days in a night as the code does', () => {
  const days = Array.from({ length: 32 }, (_, index) => ({
    ...{
      accountId: '111122223333',
      region: 'us-east-1',
      day: addDays(NIGHT, index - 32),
      bucket: 'trail-logs',
    },
    ...{ trail: 'management-events@us-east-1', exceptions: [], exceptionsOmitted: 0 },
    spans: [
      {
        ...{
          since: `${addDays(NIGHT, index - 32)}T00:00:00Z`,
          until: `${addDays(NIGHT, index - 31)}T00:00:00Z`,
        },
        ...{ state: 'proven' as const, digests: 24, files: 288 },
      },
    ],
    ...{ comparedWith: 'ledger' as const, assessedAt: '2026-03-30T00:00:00Z' },
  }));
  expect(findDaysToReconcile(NIGHT, days, '2026-01-01T00:00:00Z')).toHaveLength(COMPARED.daysPerNight);
});
