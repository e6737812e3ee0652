import { JoinedDays } from '../../assure/coverage/joined-days';
import type {
  CoverageDay,
  CoveragePlace,
  CoverageQuery,
  KnownCoverage,
} from '../../assure/coverage/known-coverage';
import { toDays, toFirstDay } from '../../assure/coverage/latest-coverage';
import { toSpanDays } from '../../assure/coverage/spans';
import { toKnownCoverage } from '../../assure/coverage/to-known-coverage';
import { EXPECTED_DAYS } from '../../assure/coverage/trail-parts';
import { addDays, DAY_MS, toTime } from '../../time';
import type { CoverageLedger } from './coverage-ledger';

/** What of the ledger is read. */
export type CoverageReads = Pick<CoverageLedger, 'readDays' | 'readLatest' | 'readAll'>;

/** A question about more places reads what is known of all of them. */
const MAXIMUM_PLACES = 8;

/**
 * Reads what is known of the deliveries that a question is about: one Query for each place if it names accounts and
 * Regions, and two for all places.
 * @returns undefined if nothing is known
 * @throws AuditTrailError `ServiceFailed`, `InvalidItem`, or the reason of the signal once it is aborted
 */
export async function readKnownCoverage(
  ledger: CoverageReads,
  query: CoverageQuery,
  now: Date,
  signal?: AbortSignal,
): Promise<KnownCoverage | undefined> {
  return toKnownCoverage(await readDeliveries(ledger, query, now, signal), query, now);
}

/** Reads the days that it is made of: see `AuditStore.deliveries`. Throws the same. */
export async function readDeliveries(
  ledger: CoverageReads,
  query: CoverageQuery,
  now: Date,
  signal?: AbortSignal,
): Promise<readonly CoverageDay[]> {
  const places = findNamedPlaces(query);
  return places ? readPlaces(ledger, places, query, signal) : readEveryPlace(ledger, query, now, signal);
}

function findNamedPlaces({ accountIds, regions }: CoverageQuery): CoveragePlace[] | undefined {
  if (!accountIds || !regions || accountIds.length * regions.length > MAXIMUM_PLACES) return undefined;
  return accountIds.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
}

/** Also days before the range: they say which places are expected. */
async function readPlaces(
  ledger: CoverageReads,
  places: readonly CoveragePlace[],
  { since, until }: CoverageQuery,
  signal: AbortSignal | undefined,
): Promise<CoverageDay[]> {
  const [from] = [since, toTime(Date.parse(until) - EXPECTED_DAYS * DAY_MS)].sort();
  const range = toSpanDays({ since: from!, until });
  const days = await Promise.all(places.map((place) => ledger.readDays(place, range, signal)));
  return days.flat();
}

/** The last days as they are now, and those before as they were written each night. */
async function readEveryPlace(
  ledger: CoverageReads,
  { since, until, accountIds }: CoverageQuery,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<CoverageDay[]> {
  const firstLatest = toFirstDay(now.toISOString().slice(0, 10));
  const { first, last } = toSpanDays({ since, until });
  const [account, ...others] = accountIds ?? [];
  const latest = await ledger.readLatest(others.length === 0 ? account : undefined, signal);
  const days = latest.flatMap((place) => toDays(place, firstLatest));
  if (first >= firstLatest) return days;
  const past = { first, last: [last, addDays(firstLatest, -1)].sort()[0]! };
  const joined = new JoinedDays();
  for await (const day of ledger.readAll(past, signal)) joined.add(day);
  return [...days, ...joined.finish()];
}
