import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { RISK_LEVELS } from '../../audit/audit-record';
import { AuditTrailError, toMessage } from '../../errors';
import { openDatabase } from '../duckdb/database';
import { sqlPath, sqlString } from '../duckdb/sql-text';
import { withTemporaryFolder } from '../duckdb/temporary-folder';
import { EXPORT_MARK } from './export-columns';
import { EXPORT_KEY } from './export-name';

const MEMORY_MIB = 200;

const rowSchema = z.object({
  original: z.string().nullable(),
  originalBase64: z.base64().nullable(),
  contentHash: z.string(),
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  riskLevel: z.enum(RISK_LEVELS).nullable(),
  riskRules: z.array(z.string()).nullable(),
  meaningVersion: z.number().nullable(),
});

/** A row of an export: what an event cannot say itself. */
export type ExportedRow = z.infer<typeof rowSchema>;

const COLUMNS = Object.keys(rowSchema.shape);

/** The bytes of a file that was read. */
export interface ExportFile {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Reads an export that `exportParquet` wrote.
 * @param chunks the bytes of the file
 * @param onRow called with each row, or with the reason why it is invalid
 * @throws AuditTrailError `InvalidLogFile` if the file is no export, or damaged
 */
export async function readExport(
  chunks: AsyncIterable<Uint8Array>,
  onRow: (row: ExportedRow | { readonly invalid: string }) => void | Promise<void>,
): Promise<ExportFile> {
  // DuckDB reads files only, and this one may lie in S3 or in a zip file.
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'export.parquet');
    const file = await copyTo(path, chunks);
    const { connection, close } = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB });
    try {
      await expectExport(connection, path);
      for await (const row of readRows(connection, path)) await onRow(row);
    } finally {
      close();
    }
    return file;
  });
}

async function copyTo(path: string, chunks: AsyncIterable<Uint8Array>): Promise<ExportFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    chunks,
    async function* (source) {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600 }),
  );
  return { sha256: hash.digest('hex'), bytes };
}

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });

async function expectExport(connection: DuckDBConnection, path: string): Promise<void> {
  const statement = `SELECT decode("value") FROM parquet_kv_metadata(${sqlPath(path)}) WHERE decode("key") = ${sqlString(EXPORT_KEY)}`;
  const rows = await connection
    .runAndReadAll(statement)
    .then((result) => result.getRows())
    .catch((cause) => {
      // The name is that of a temporary copy.
      const problem = toMessage(cause).replace(` in file '${path}'`, '');
      throw invalid(`The file is not a whole Parquet file: ${problem}`, cause);
    });
  const [[mark] = []] = rows;
  if (mark === EXPORT_MARK) return;
  throw invalid(
    mark === undefined
      ? 'The file is a Parquet file, but not an export of ddb-audit.'
      : `The file is an export of another version of ddb-audit: "${mark}" instead of "${EXPORT_MARK}".`,
  );
}

async function* readRows(
  connection: DuckDBConnection,
  path: string,
): AsyncGenerator<ExportedRow | { readonly invalid: string }> {
  const columns = COLUMNS.map((name) => `"${name}"`).join(', ');
  const statement = `SELECT ${columns} FROM read_parquet(${sqlPath(path)})`;
  const result = await connection.stream(statement).catch(throwDamaged);
  const fetch = () => result.fetchChunk().catch(throwDamaged);
  const names = result.deduplicatedColumnNames();
  for (let chunk = await fetch(); chunk && chunk.rowCount > 0; chunk = await fetch()) {
    for (const row of chunk.getRowObjects(names)) {
      const parsed = rowSchema.safeParse(toPlain(row));
      yield parsed.success
        ? parsed.data
        : { invalid: `The row is invalid: ${z.prettifyError(parsed.error)}` };
    }
  }
}

function throwDamaged(cause: unknown): never {
  throw invalid(`The file is damaged: ${toMessage(cause)}`, cause);
}

/** Lists of DuckDB as arrays. */
const toPlain = (row: Readonly<Record<string, unknown>>) => ({
  ...row,
  riskRules: (row.riskRules as { readonly items: readonly unknown[] } | null)?.items ?? null,
});
