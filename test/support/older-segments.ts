import { join } from 'node:path';
import { openDatabase } from '../../src/local/duckdb/database';
import { PARQUET, sqlPath, sqlString } from '../../src/local/duckdb/sql-text';
import { toSegmentFile } from '../../src/local/folder/check-file';
import { NO_CHANGE, type Segment } from '../../src/local/folder/commit';
import { CommitLog } from '../../src/local/folder/commit-log';

/**
 * Makes all rows as if another version had given them their meaning.
 * @param columns SQL of what else it had in some columns
 */
export async function setMeaningVersion(
  dir: string,
  version: number,
  columns: Readonly<Record<string, string>> = {},
): Promise<void> {
  const log = new CommitLog(dir);
  const state = await log.read();
  const { connection, close } = await openDatabase({ threads: 1, memoryMiB: 100 });
  const addSegments: Segment[] = [];
  const replaced = Object.entries({ ...columns, meaningVersion: `${version}::INTEGER` })
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ');
  for (const segment of state.segments.values()) {
    const id = `older-${segment.id}`;
    const path = `events/${id}.parquet`;
    await connection.run(
      `COPY (SELECT * REPLACE (${replaced})
       FROM read_parquet(${sqlPath(join(dir, segment.events.path))})) TO ${sqlString(join(dir, path))} ${PARQUET}`,
    );
    addSegments.push({ ...segment, id, meaningVersion: version, events: await toSegmentFile(dir, path) });
  }
  close();
  await log.append({ ...NO_CHANGE, addSegments, removeSegments: [...state.segments.keys()] }, state);
}
