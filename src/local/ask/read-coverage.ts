import { buildDay } from '../../assure/coverage/build-day';
import { emptySpan } from '../../assure/coverage/causes';
import {
  type CoverageDay,
  type CoverageQuery,
  type KnownCoverage,
  NO_TRAIL,
} from '../../assure/coverage/known-coverage';
import { toKnownCoverage } from '../../assure/coverage/to-known-coverage';
import { EXPECTED_DAYS } from '../../assure/coverage/trail-parts';
import { addDays } from '../../time';
import { withFreshState } from '../folder/fresh-state';
import { applyChanges } from './apply-changes';
import type { Asking } from './connections';
import { type FileDays, findChanges, toPlaceCondition } from './find-changes';
import { checkedTable, type Parts } from './parts';
import { SqlParameters } from './sql-parameters';
import { findUnverifiedTime } from './unverified-time';

/**
 * What `verify` found of the deliveries of a range, less what later ingests say against it.
 * @returns undefined if nothing was verified
 */
export async function readCoverage(
  parts: Parts,
  query: CoverageQuery,
  signal?: AbortSignal,
): Promise<KnownCoverage | undefined> {
  const now = new Date();
  return toKnownCoverage(await readDeliveries(parts, query, signal, now), query, now);
}

/** The days of trails that it is made of. Empty if nothing was verified. */
export function readDeliveries(
  parts: Parts,
  query: CoverageQuery,
  signal?: AbortSignal,
  now = new Date(),
): Promise<readonly CoverageDay[]> {
  return withFreshState(parts.log, async ({ coverage, ledgers }) => {
    if (!coverage) return [];
    const files = [...ledgers.values()].map(({ file }) => file);
    const verified = await checkedTable(parts, [coverage.days]);
    const named = await checkedTable(parts, [coverage.named]);
    const ledger = files.length > 0 ? await checkedTable(parts, files) : undefined;
    return parts.connections.use(signal, async (asking) => {
      const days = await readDays(asking, verified, query);
      const unverified = findUnverifiedTime(days, query.until, now);
      if (!ledger) return [...days, ...unverified];
      const changes = await findChanges(asking, { ledger, named }, query, toFileDays(query));
      const known = applyChanges(days, changes);
      const undigested = await readUndigested(asking, ledger, query, days);
      return [...known, ...unverified, ...undigested];
    });
  });
}

/** The days of the files that may belong to a digest of the range. */
const toFileDays = ({ since, until }: CoverageQuery): FileDays => ({
  first: addDays(since, -1),
  last: addDays(until, 1),
});

const toExpectedDays = ({ since, until }: CoverageQuery): FileDays => {
  const expected = addDays(until, -EXPECTED_DAYS);
  const first = addDays(since, -1);
  return { first: first < expected ? first : expected, last: addDays(until, 1) };
};

async function readDays(asking: Asking, table: string, query: CoverageQuery): Promise<CoverageDay[]> {
  const parameters = new SqlParameters();
  const where = toPlaceCondition(query, toExpectedDays(query), parameters);
  const rows = await asking.rows(`SELECT coverage FROM ${table} WHERE ${where}`, parameters);
  return rows.map(({ coverage }) => JSON.parse(String(coverage)) as CoverageDay);
}

/** Days with files in accounts and Regions of which no digest was verified: nothing of them can be proven. */
async function readUndigested(
  asking: Asking,
  ledger: string,
  query: CoverageQuery,
  days: readonly CoverageDay[],
): Promise<CoverageDay[]> {
  const places = new Set(days.map(({ accountId, region }) => `${accountId}/${region}`));
  const parameters = new SqlParameters();
  // A loose file has no day of delivery.
  const dated = `(SELECT * REPLACE (if("day" = 'unknown', strftime(lastEventTime, '%Y-%m-%d'), "day") AS "day") FROM ${ledger})`;
  const where = toPlaceCondition(query, toExpectedDays(query), parameters);
  const rows = await asking.rows(
    `SELECT accountId, region, "day", min(bucket) AS bucket, count(*) AS files FROM ${dated} ` +
      `WHERE status = 'done' AND ${where} GROUP BY accountId, region, "day"`,
    parameters,
  );
  return rows
    .filter(({ accountId, region }) => !places.has(`${accountId}/${region}`))
    .map((row) => {
      const day = String(row.day);
      const since = `${day}T00:00:00Z`;
      const until = `${addDays(since, 1)}T00:00:00Z`;
      return buildDay(
        {
          accountId: String(row.accountId),
          region: String(row.region),
          ...{ day, trail: NO_TRAIL, bucket: String(row.bucket), comparedWith: 'ledger' },
          assessedAt: since,
        },
        [{ ...emptySpan({ since, until }, 'notProvable'), files: Number(row.files) }],
      );
    });
}
