import type { CoverageDay } from '../../assure/coverage/known-coverage';
import type { LatestCoverage } from '../../assure/coverage/latest-coverage';
import type { CoverageLedger } from '../../store/ledger/coverage-ledger';
import type { CoverageReads } from '../../store/ledger/read-known-coverage';
import { RecentValues } from '../recent-values';

/** Those of an organization are some megabytes each. */
const MAXIMUM_VALUES = 20;

/** Reads what is known of deliveries at most once a minute. */
export function recentCoverage(ledger: CoverageLedger): CoverageReads {
  const days = new RecentValues<readonly CoverageDay[]>(MAXIMUM_VALUES);
  const latest = new RecentValues<readonly LatestCoverage[]>(MAXIMUM_VALUES);
  const all = new RecentValues<readonly CoverageDay[]>(MAXIMUM_VALUES);
  return {
    readDays: (place, range, signal) =>
      days.get(JSON.stringify([place, range]), () => ledger.readDays(place, range, signal)),
    readLatest: (accountId, signal) =>
      latest.get(accountId ?? '', () => ledger.readLatest(accountId, signal)),
    async *readAll(range, signal) {
      yield* await all.get(JSON.stringify(range), () => collect(ledger.readAll(range, signal)));
    },
  };
}

async function collect(days: AsyncIterable<CoverageDay>): Promise<CoverageDay[]> {
  const collected: CoverageDay[] = [];
  for await (const day of days) collected.push(day);
  return collected;
}
