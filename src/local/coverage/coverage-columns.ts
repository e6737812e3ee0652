import type { CoverageDay } from '../../assure/coverage/known-coverage';
import type { Column } from '../duckdb/text-table';

/** A log file that a valid digest names. */
export interface NamedRow {
  readonly bucket: string;
  /** Key prefix before `AWSLogs/`. */
  readonly prefix: string;
  /** The key from `AWSLogs/` on. */
  readonly key: string;
  readonly sha256: string;
  readonly accountId: string;
  readonly region: string;
  readonly day: string;
}

const text = <Row>(name: string, holds: string, from: (row: Row) => string): Column<Row> => ({
  ...{ name, type: 'VARCHAR', holds, from },
});

/** Columns of the log files that valid digests name: one row for each file and signed hash. */
export const NAMED_COLUMNS: readonly Column<NamedRow>[] = [
  text('bucket', 'bucket of the log file', ({ bucket }) => bucket),
  text('prefix', 'key up to `AWSLogs/`', ({ prefix }) => prefix),
  text('key', 'key from `AWSLogs/` on', ({ key }) => key),
  text('sha256', 'of the inflated bytes, as the digest lists it', ({ sha256 }) => sha256),
  text('accountId', 'account of the folder that the file lies in', ({ accountId }) => accountId),
  text('region', 'Region of that folder', ({ region }) => region),
  text('day', 'day of that folder, `YYYY-MM-DD`', ({ day }) => day),
];

/** Columns of the days that were verified: one row for each trail, account, Region and day. */
export const DAY_COLUMNS: readonly Column<CoverageDay>[] = [
  text('accountId', 'account of the log files', ({ accountId }) => accountId),
  text('region', 'Region of the log files', ({ region }) => region),
  text('trail', 'name and home Region of the trail', ({ trail }) => trail),
  text('day', 'UTC day of delivery, `YYYY-MM-DD`', ({ day }) => day),
  text('coverage', 'what is known of the day, as JSON', (day) => JSON.stringify(day)),
];
