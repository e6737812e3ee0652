import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARQUET, sqlPaths, sqlString } from '../duckdb/sql-text';
import { checkFile, toSegmentFile } from '../folder/check-file';
import type { Segment, SegmentFile } from '../folder/commit';
import { buildFilter } from '../folder/token-filter';
import { ROW_DIGITS, ROW_IDENTITY } from '../segments/row-place';
import { addTokens } from '../segments/tokens';
import { MERGED_ROWS } from './choose-parts';
import type { WeighedSegment } from './weigh-segments';

/** Rows that are compressed together: DuckDB holds so many in memory, and skips them by their statistics. */
const ROW_GROUP = 8_192;
/** The same for originals of more bytes than usual, and how many those are on average. */
const [LARGE_ROW_GROUP, LARGE_BYTES] = [2_048, 1_536];

/** The order of rows in a segment. */
const ORDER = `eventTime, ${ROW_DIGITS}, ${ROW_IDENTITY}`;

/**
 * Writes the rows of segments into larger ones, sorted by time and id over all of them.
 * @param segments from `weighSegments`, which checked their originals
 * @throws AuditTrailError `DamagedFile`
 */
export async function mergeSegments(
  connection: DuckDBConnection,
  folder: string,
  segments: readonly WeighedSegment[],
): Promise<Segment[]> {
  // Their originals were checked to weigh them.
  for (const { events, names, tokens } of segments) {
    for (const file of [events, names, tokens]) await checkFile(folder, file);
  }
  const sources = segments.map(({ events }) => join(folder, events.path));
  const weights = segments.map(
    ({ rows, weight }, index) => `(${sqlString(sources[index]!)}, ${weight / rows})`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE places AS
     SELECT filename AS file, file_row_number AS number, row_number() OVER sorted - 1 AS place,
            floor((sum(weight) OVER sorted - weight) / ${MERGED_ROWS})::INTEGER AS stretch
     FROM ${readRows(sources)} JOIN (VALUES ${weights}) AS weights(path, weight) ON filename = path
     WINDOW sorted AS (ORDER BY ${ORDER} ROWS UNBOUNDED PRECEDING)`,
  );
  const stretches = await connection.runAndReadAll(
    'SELECT stretch, list(DISTINCT file)::VARCHAR[] FROM places GROUP BY stretch ORDER BY stretch',
  );
  const merged: Segment[] = [];
  for (const [stretch, files] of stretches.getRowsJson()) {
    const used = segments.filter((_, index) => (files as string[]).includes(sources[index]!));
    merged.push(await writeStretch(connection, folder, used, `stretch = ${stretch}`));
  }
  return merged;
}

const readRows = (paths: readonly string[]): string =>
  `read_parquet(${sqlPaths(paths)}, filename = true, file_row_number = true, union_by_name = true)`;

async function writeStretch(
  connection: DuckDBConnection,
  folder: string,
  segments: readonly WeighedSegment[],
  stretch: string,
): Promise<Segment> {
  const id = randomUUID();
  const toPaths = (part: 'events' | 'originals' | 'names') =>
    segments.map((segment) => join(folder, segment[part].path));
  const sum = (field: 'bytes' | 'rows') => segments.reduce((total, segment) => total + segment[field], 0);
  const rowGroup = sum('bytes') > sum('rows') * LARGE_BYTES ? LARGE_ROW_GROUP : ROW_GROUP;
  const copy = async (select: string, path: string): Promise<SegmentFile> => {
    const options = `${PARQUET.slice(0, -1)}, ROW_GROUP_SIZE ${rowGroup})`;
    await connection.run(`COPY (${select}) TO ${sqlString(join(folder, path))} ${options}`);
    return toSegmentFile(folder, path);
  };
  // Originals have no columns of their own to find them by: their rows are those of the events.
  const places = segments.map(
    ({ events, originals }) =>
      `(${sqlString(join(folder, events.path))}, ${sqlString(join(folder, originals.path))})`,
  );
  const events = await copy(
    `SELECT rows.* EXCLUDE (filename, file_row_number) FROM ${readRows(toPaths('events'))} AS rows
     JOIN places ON filename = file AND file_row_number = number WHERE ${stretch} ORDER BY place`,
    `events/${id}.parquet`,
  );
  const originals = await copy(
    `SELECT original FROM ${readRows(toPaths('originals'))} JOIN
     (SELECT beside, number, place FROM places JOIN (VALUES ${places}) AS pairs(events, beside) ON file = events
      WHERE ${stretch}) ON filename = beside AND file_row_number = number ORDER BY place`,
    `originals/${id}.parquet`,
  );
  const names = await copy(
    `SELECT kind, value, any_value(sortKey) AS sortKey, any_value(name) AS name,
            min(firstSeen) AS firstSeen, max(lastSeen) AS lastSeen
     FROM read_parquet(${sqlPaths(toPaths('names'))}) GROUP BY kind, value ORDER BY kind, value`,
    `names/${id}.parquet`,
  );
  const summary = await connection.runAndReadAll(
    `SELECT count(*), strftime(min(eventTime), '%Y-%m-%dT%H:%M:%SZ'), strftime(max(eventTime), '%Y-%m-%dT%H:%M:%SZ'),
     min(meaningVersion) FROM ${readRows([join(folder, events.path)])}`,
  );
  const [rows, from, until, meaningVersion] = summary.getRows()[0]!;
  return {
    id,
    rows: Number(rows),
    from: String(from),
    until: String(until),
    meaningVersion: Number(meaningVersion),
    events,
    originals,
    names,
    tokens: await writeTokens(connection, folder, id, events),
  };
}

async function writeTokens(
  connection: DuckDBConnection,
  folder: string,
  id: string,
  events: SegmentFile,
): Promise<SegmentFile> {
  const hashes: number[] = [];
  const result = await connection.stream(
    `SELECT eventId, accessKeyId, sourceIp, session, sourceIdentity, onBehalfOf, to_json(itemKeys)::VARCHAR
     FROM ${readRows([join(folder, events.path)])}`,
  );
  for await (const rows of result.yieldRows()) {
    for (const row of rows) {
      const [eventId, accessKeyId, sourceIp, session, sourceIdentity, onBehalfOf, itemKeys] = row.map(
        (value) => (value === null ? undefined : String(value)),
      );
      const keys = itemKeys === undefined ? [] : JSON.parse(itemKeys);
      const principal = { session, sourceIdentity, onBehalfOf };
      addTokens({ eventId: eventId!, accessKeyId, sourceIp, principal }, keys, hashes);
    }
  }
  const path = `tokens/${id}.bin`;
  await writeFile(join(folder, path), buildFilter(hashes), { flag: 'wx', mode: 0o600 });
  return toSegmentFile(folder, path);
}
