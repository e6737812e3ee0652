import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CoverageDay } from '../../assure/coverage/known-coverage';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import type { TimeRange } from '../../assure/covered-time';
import { mergeSavedLogging } from '../../assure/trails/saved-trail';
import { AuditTrailError } from '../../errors';
import { PARQUET, sqlPath, sqlString } from '../duckdb/sql-text';
import { appendRows, rowEncoder } from '../duckdb/text-table';
import { checkFile, toSegmentFile } from '../folder/check-file';
import { type Coverage, MAXIMUM_TRAILS, NO_CHANGE, type SegmentFile } from '../folder/commit';
import type { CommitLog } from '../folder/commit-log';
import { toFolderError } from '../folder/folder-error';
import { isMissingFile, withFreshState } from '../folder/fresh-state';
import { DAY_COLUMNS } from './coverage-columns';
import { mergeTrails } from './merge-trails';
import { NAMED_TABLE, type NamedFiles } from './named-files';

/** With row groups of the usual size, writing 20,000 files takes 10 MB more. */
const SMALL_GROUPS = PARQUET.replace(')', ', ROW_GROUP_SIZE 4096)');

/** How often a commit is repeated because other processes were faster. */
const MAXIMUM_ATTEMPTS = 1_000;

/** What a verification found. */
export interface VerifiedTrails {
  readonly days: readonly CoverageDay[];
  /** What was asked for. Default: from the first to the last time that was found. */
  readonly range: Partial<TimeRange>;
  /** The log files that valid digests name. */
  readonly named: NamedFiles;
  /** What trails log, as far as it was found. */
  readonly trails: readonly TrailLogging[];
  /** Whether what was stored before is damaged and therefore not kept. */
  readonly replacesAll: boolean;
}

/**
 * Stores what a verification found, so that answers can cite it. What was found before remains for other trails, times,
 * accounts and Regions. It is one commit: a process that is killed before leaves what was there.
 * @throws AuditTrailError `Configuration` if the folder cannot be written; `DamagedFile`
 */
export async function storeCoverage(log: CommitLog, verified: VerifiedTrails): Promise<void> {
  const connection = await verified.named.open();
  let written: { readonly base: Coverage | undefined; readonly coverage: Coverage } | undefined;
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
    const next = await withFreshState(log, async (state) => {
      const base = verified.replacesAll ? undefined : state.coverage;
      if (!written || written.base?.id !== base?.id) {
        written = { base, coverage: await writeCoverage(connection, log.folder, base, verified) };
      }
      return log.append({ ...NO_CHANGE, coverage: written.coverage }, state);
    });
    if (next) return;
  }
  throw new AuditTrailError(
    'ServiceFailed',
    `Cannot write to ${log.folder}: other processes commit all the time. End some of them, then run the same command again.`,
  );
}

/** Writes what a commit will name: what was stored, and what was found in its place. */
async function writeCoverage(
  connection: DuckDBConnection,
  folder: string,
  base: Coverage | undefined,
  { days, range, trails: found }: VerifiedTrails,
): Promise<Coverage> {
  const id = randomUUID();
  const copy = async (path: string, select: string): Promise<SegmentFile> => {
    const file = join(folder, path);
    await connection.run(`COPY (${select}) TO ${sqlString(file)} ${SMALL_GROUPS}`).catch((error: unknown) => {
      throw isMissingFile(error) ? error : toFolderError(`Cannot write ${file}`, error);
    });
    return toSegmentFile(folder, path);
  };
  // A data folder of an earlier version does not have it.
  await mkdir(join(folder, 'coverage'), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw toFolderError(`Cannot write to ${folder}`, error);
  });
  if (base) for (const file of [base.days, base.named]) await checkFile(folder, file);
  const stored = base && {
    days: `read_parquet(${sqlPath(join(folder, base.days.path))})`,
    named: `read_parquet(${sqlPath(join(folder, base.named.path))})`,
  };
  const trails = mergeSavedLogging(base?.trails ?? [], found).slice(-MAXIMUM_TRAILS);
  return {
    id,
    ...(trails.length > 0 && { trails }),
    days: await copy(
      `coverage/${id}-days.parquet`,
      await selectDays(connection, stored?.days, { days, range }),
    ),
    named: await copy(`coverage/${id}-named.parquet`, selectNamed(stored?.named)),
  };
}

/** The days of the trails that were verified, merged with what was stored of them, and those of other trails. */
async function selectDays(
  connection: DuckDBConnection,
  stored: string | undefined,
  { days, range }: Pick<VerifiedTrails, 'days' | 'range'>,
): Promise<string> {
  const createTable = async (name: string, rows: readonly CoverageDay[]) => {
    const select = await appendRows(connection, DAY_COLUMNS, rows.map(toRow));
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${select}`);
  };
  await createTable('verified', days);
  const isVerified =
    'EXISTS (FROM verified v WHERE v.accountId = s.accountId AND v.region = s.region AND v.trail = s.trail)';
  const earlier = stored
    ? await connection.runAndReadAll(`SELECT coverage FROM ${stored} s WHERE ${isVerified}`)
    : undefined;
  const storedDays = earlier?.getRows().map(([json]) => JSON.parse(String(json)) as CoverageDay) ?? [];
  if (storedDays.length > 0) await createTable('merged', mergeTrails(storedDays, days, range));
  const merged = `FROM ${storedDays.length > 0 ? 'merged' : 'verified'}`;
  const others = stored ? ` UNION ALL FROM ${stored} s WHERE NOT ${isVerified}` : '';
  return `FROM (${merged}${others}) ORDER BY accountId, region, day, trail`;
}

/**
 * What was found last replaces what was stored of a file. Hashes of 64 bits take a third of the memory that keys take,
 * and nothing is sorted.
 */
const selectNamed = (stored: string | undefined): string =>
  `FROM ${NAMED_TABLE}${
    stored
      ? ` UNION ALL FROM ${stored} WHERE ${FILE_HASH} NOT IN (SELECT ${FILE_HASH} FROM ${NAMED_TABLE})`
      : ''
  }`;

const FILE_HASH = 'hash(bucket, prefix, "key")';

const toRow = rowEncoder(DAY_COLUMNS);
