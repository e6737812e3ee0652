import type { CoverageDay } from '../../assure/coverage/known-coverage';
import type { LatestCoverage } from '../../assure/coverage/latest-coverage';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import type { CoverageLedger, KnownNow } from '../../store/ledger/coverage-ledger';
import type { CoverageReads } from '../../store/ledger/read-known-coverage';
import type { TrailLedger } from '../../store/ledger/trails';
import { RecentValues } from '../recent-values';

/** Those of an organization are some megabytes each. */
const MAXIMUM_VALUES = 20;

/** What is known of deliveries, and what trails log. */
export interface RecentCoverage extends CoverageReads {
  readTrails(signal?: AbortSignal): Promise<readonly TrailLogging[]>;
}

/** Reads what is known of deliveries, and what trails log, at most once a minute. */
export function recentCoverage(
  ledger: CoverageLedger,
  trailLedger: Pick<TrailLedger, 'read'>,
): RecentCoverage {
  const days = new RecentValues<readonly CoverageDay[]>(MAXIMUM_VALUES);
  const ofAccounts = new RecentValues<readonly LatestCoverage[]>(MAXIMUM_VALUES);
  const all = new RecentValues<readonly CoverageDay[]>(MAXIMUM_VALUES);
  const now = new RecentValues<KnownNow>(1);
  const trails = new RecentValues<readonly TrailLogging[]>(1);
  let reading: Promise<KnownNow> | undefined;
  const readNow = async (signal: AbortSignal | undefined) => {
    const read = now.get('', () => ledger.readNow(signal));
    reading = read;
    try {
      return (await read).latest;
    } finally {
      if (reading === read) reading = undefined;
    }
  };
  return {
    readDays: (place, range, signal) =>
      days.get(JSON.stringify([place, range]), () => ledger.readDays(place, range, signal)),
    readLatest: (accountId, signal) =>
      accountId === undefined
        ? readNow(signal)
        : ofAccounts.get(accountId, () => ledger.readLatest(accountId, signal)),
    async *readAll(range, signal) {
      yield* await all.get(JSON.stringify(range), () => collect(ledger.readAll(range, signal)));
    },
    readTrails: (signal) =>
      trails.get('', async () => {
        // A question about all places reads them already. If that fails, it says so itself.
        const known = await reading?.catch(() => undefined);
        return known?.trails ?? trailLedger.read(signal);
      }),
  };
}

async function collect(days: AsyncIterable<CoverageDay>): Promise<CoverageDay[]> {
  const collected: CoverageDay[] = [];
  for await (const day of days) collected.push(day);
  return collected;
}
