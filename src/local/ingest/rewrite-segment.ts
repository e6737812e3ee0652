import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARQUET, sqlPath, sqlString } from '../duckdb/sql-text';
import { appendStrings } from '../duckdb/text-table';
import { checkFile, toSegmentFile } from '../folder/check-file';
import type { Segment, SegmentFile } from '../folder/commit';
import { ROW_IDENTITY } from '../segments/row-place';

/**
 * Writes a segment again without some of its rows. Names and tokens may then hold some more than the rows do,
 * which costs a look and no answer.
 * @param identities event ids and content hashes of the rows to leave out
 * @returns undefined if no row is left
 * @throws AuditTrailError `DamagedFile`
 */
export async function rewriteSegment(
  connection: DuckDBConnection,
  folder: string,
  segment: Segment,
  identities: Iterable<string>,
): Promise<Segment | undefined> {
  for (const file of [segment.events, segment.originals, segment.names, segment.tokens])
    await checkFile(folder, file);
  const from = ({ path }: SegmentFile) =>
    `read_parquet(${sqlPath(join(folder, path))}, file_row_number = true)`;
  await appendStrings(connection, 'unwanted', [...identities]);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE kept AS SELECT file_row_number AS number, eventTime, meaningVersion
     FROM ${from(segment.events)} ANTI JOIN unwanted ON ${ROW_IDENTITY} = id`,
  );
  const summary = await connection.runAndReadAll(
    `SELECT count(*), strftime(min(eventTime), '%Y-%m-%dT%H:%M:%SZ'), strftime(max(eventTime), '%Y-%m-%dT%H:%M:%SZ'),
     min(meaningVersion) FROM kept`,
  );
  const [rows, first, last, meaningVersion] = summary.getRows()[0]!;
  if (Number(rows) === 0) return undefined;

  const id = randomUUID();
  const copyRows = async (file: SegmentFile, path: string): Promise<SegmentFile> => {
    await connection.run(
      `COPY (SELECT * EXCLUDE (file_row_number) FROM ${from(file)}
       SEMI JOIN kept ON file_row_number = number ORDER BY file_row_number)
       TO ${sqlString(join(folder, path))} ${PARQUET}`,
    );
    return toSegmentFile(folder, path);
  };
  const copyWhole = async (file: SegmentFile, path: string): Promise<SegmentFile> => {
    await copyFile(join(folder, file.path), join(folder, path));
    return { ...file, path };
  };
  return {
    id,
    rows: Number(rows),
    from: String(first),
    until: String(last),
    meaningVersion: Number(meaningVersion),
    events: await copyRows(segment.events, `events/${id}.parquet`),
    originals: await copyRows(segment.originals, `originals/${id}.parquet`),
    names: await copyWhole(segment.names, `names/${id}.parquet`),
    tokens: await copyWhole(segment.tokens, `tokens/${id}.bin`),
  };
}
