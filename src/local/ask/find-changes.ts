import type { CoverageQuery } from '../../assure/coverage/known-coverage';
import type { Asking, Row } from './connections';
import { SqlParameters } from './sql-parameters';

/** Days of files, `YYYY-MM-DD`, both inclusive. */
export interface FileDays {
  readonly first: string;
  readonly last: string;
}

/** Log files of one hour of delivery that speak against what was verified. */
export interface ChangedFiles {
  readonly accountId: string;
  readonly region: string;
  /** Day of the folder that the files lie in. */
  readonly day: string;
  readonly state: 'unnamed' | 'altered' | 'incomplete';
  /** `s3://bucket/key`, or the key of a file on this machine: the first and the last one by name. */
  readonly first: string;
  readonly last: string;
  readonly files: number;
}

/** The hour in the name of a log file. */
const HOUR = String.raw`regexp_extract("key", '_(\d{8}T\d{2})\d{2}Z_?[^/]*$', 1)`;

/**
 * Compares the ledger, as it is now, with the log files that valid digests name: a later ingest may have added another
 * content of a file, or a file that no digest names.
 * @param ledger the ledger as a table in SQL
 * @param named the log files that valid digests name as a table in SQL
 */
export async function findChanges(
  asking: Asking,
  { ledger, named }: { readonly ledger: string; readonly named: string },
  query: CoverageQuery,
  days: FileDays,
): Promise<ChangedFiles[]> {
  const parameters = new SqlParameters();
  const where = toPlaceCondition(query, days, parameters);
  const rows = await asking.rows(
    `WITH contents AS (
       SELECT bucket, "key", sha256, gzipMembers, paddingBytes, rejected, accountId, region, day
       FROM ${ledger} WHERE status = 'done' AND ${where}
       QUALIFY row_number() OVER (PARTITION BY bucket, "key", etag ORDER BY finishedAt DESC) = 1
     ), signed AS (
       SELECT 'local' AS bucket, "key", sha256 FROM ${named} WHERE ${where}
       UNION ALL SELECT bucket, prefix || "key", sha256 FROM ${named} WHERE ${where}
     ), compared AS (
       SELECT contents.*, CASE
         WHEN signed.sha256 IS NULL THEN 'unnamed'
         WHEN signed.sha256 IS DISTINCT FROM contents.sha256 OR gzipMembers > 1 OR paddingBytes > 0 THEN 'altered'
         WHEN rejected > 0 THEN 'incomplete'
       END AS state
       FROM contents LEFT JOIN signed USING (bucket, "key")
     )
     SELECT accountId, region, day, state, count(DISTINCT place) AS files, min(place) AS first, max(place) AS last
     FROM (SELECT *, ${HOUR} AS hour, if(bucket = 'local', '', 's3://' || bucket || '/') || "key" AS place FROM compared)
     WHERE state IS NOT NULL GROUP BY accountId, region, day, hour, state ORDER BY first`,
    parameters,
  );
  return rows.map(toChangedFiles);
}

const toChangedFiles = (row: Row): ChangedFiles => ({
  accountId: String(row.accountId),
  region: String(row.region),
  day: String(row.day),
  state: row.state as ChangedFiles['state'],
  first: String(row.first),
  last: String(row.last),
  files: Number(row.files),
});

/** A condition for the accounts and Regions of a question, and for days. */
export function toPlaceCondition(
  { accountIds, regions }: CoverageQuery,
  { first, last }: FileDays,
  parameters: SqlParameters,
): string {
  const isIn = (column: string, values: readonly string[] | undefined): string[] => {
    if (!values) return [];
    return values.length > 0 ? [`${column} IN (${parameters.addAll(values)})`] : ['false'];
  };
  return [
    ...isIn('accountId', accountIds),
    ...isIn('region', regions),
    `"day" BETWEEN ${parameters.add(first)} AND ${parameters.add(last)}`,
  ].join(' AND ');
}
