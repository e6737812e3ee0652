import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { createLedger } from '../../src/store/ledger/ledger';
import { daysOf, type Hour, rangeOf, TRAIL } from './coverage';
import type { TestDynamoDb } from './dynamodb';
import { controlEvent } from './events';
import { failedEntry, ledgerEntry, logFileKey } from './ledger-entries';
import { createStoredAudit, type StoredAudit } from './stored-audit';

const ACCOUNT = '111122223333';
const HOURS = 24;

/** What a day of a trail has: the same in each hour, or only in hour 9. */
interface MadeUpDay {
  readonly all?: Hour;
  readonly nine?: Hour;
}

interface MadeUpTrail {
  readonly region: string;
  readonly trail?: string;
  /** Days that are not proven, counted from 2026-03-14. */
  readonly days?: Readonly<Record<number, MadeUpDay>>;
}

const TRAILS: readonly MadeUpTrail[] = [
  { region: 'eu-central-1' },
  { region: 'eu-west-1', days: { [-3]: { nine: ['intact', 'altered'] }, 0: { nine: ['unread'] } } },
  { region: 'us-east-1', days: { [-2]: { nine: 'missing' } } },
  { region: 'us-east-1', trail: 'data-events@us-east-1', days: { [-3]: { all: 'off' } } },
];

/**
 * An audit whose deliveries have most states, from some days before 2026-03-15 on, and the ledger entries of one day.
 * @param days number of days
 */
export async function createDeliveredAudit(dynamodb: TestDynamoDb, days: number): Promise<StoredAudit> {
  const audit = await createStoredAudit(dynamodb.client);
  const coverage = createCoverageLedger(audit.client, audit.ledgerTableName);
  for (let day = 1 - days; day <= 0; day += 1) {
    await Promise.all(
      TRAILS.map(({ region, trail = TRAIL, days: unproven = {} }) => {
        const { all = ['intact'], nine = all } = unproven[day] ?? {};
        const hours = Array.from({ length: HOURS }, (_, hour) => (hour === 9 ? nine : all));
        const first = day * HOURS;
        return coverage.record({
          ...{ accountId: ACCOUNT, region, trail, folder: 's3://trail-logs/AWSLogs/' },
          range: rangeOf(hours, first),
          days: daysOf(hours, { region, trail }, first),
        });
      }),
    );
    const date = new Date(Date.UTC(2026, 2, 14 + day));
    const latest = await coverage.readLatest();
    const next = new Date(date.getTime() + 2 * 86_400_000);
    await coverage.writeAll(date.toISOString().slice(0, 10), latest, next);
  }
  const ledger = createLedger(audit.client, audit.ledgerTableName);
  const place = { region: 'eu-west-1', day: '2026-03-11' };
  const key = (name: string) => logFileKey(ACCOUNT, place.region, '20260311T0958Z', name);
  await ledger.record(ledgerEntry({ ...place, key: key('intact') }));
  await ledger.record(ledgerEntry({ ...place, key: key('altered') }));
  await ledger.record(ledgerEntry({ ...place, key: key('altered'), etag: 'e2', sha256: 'cd'.repeat(32) }));
  await ledger.recordFailure(failedEntry({ ...place, key: key('failed') }));
  await ledger.record(ledgerEntry());
  await audit.storeEvents([controlEvent({ eventTime: '2026-03-14T09:00:00Z' })]);
  return audit;
}
