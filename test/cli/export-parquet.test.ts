import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlPath } from '../../src/local/duckdb/sql-text';
import { ddbAudit } from '../support/command-line';
import { openTestDatabase } from '../support/data-folders';
import { startDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent } from '../support/events';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { findAllFiles } from './files/find-all-files';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'test' };

describe('ddb-audit export --format parquet', () => {
  const parent = temporaryFolder();
  const file = join(parent, 'audit.parquet');
  let tables: string[] = [];
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const dynamodb = await startDynamoDb();
    ({ stop } = dynamodb);
    const { tableName, ledgerTableName, storeEvents } = await createStoredAudit(dynamodb.client);
    await storeEvents([dataEvent(), controlEvent()]);
    tables = ['--table-name', tableName, '--ledger-table-name', ledgerTableName];
    tables.push('--endpoint-url', dynamodb.endpoint, '--region', 'us-east-1');
    Object.assign(process.env, KEYS);
  });
  afterAll(() => stop());
  const run = (...words: string[]) => ddbAudit(['export', ...tables, ...words]);

  it('writes the events of tables in AWS, which ingest finds in a folder', async () => {
    const { exitCode, stdout, stderr } = await run('--format', 'parquet', '--out', file);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `Wrote 2 events to ${file}.\n`,
    });
    const database = await openTestDatabase();
    await database.connection.run(
      `COPY (SELECT 1 AS a) TO ${sqlPath(join(parent, 'other.parquet'))} (FORMAT parquet)`,
    );
    database.close();
    writeFileSync(join(parent, 'empty.parquet'), '');
    mkdirSync(join(parent, 'folder.parquet'));
    const { files, found } = await findAllFiles([parent]);
    expect(files.map(({ name }) => name)).toEqual([file]);
    expect(found.otherFiles).toBe(2);
  });

  it('does not replace a file', async () => {
    const existing = join(parent, 'existing.parquet');
    writeFileSync(existing, '');
    const { exitCode, stderr } = await run('--format', 'parquet', '--out', existing);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 252,
      stderr: `ddb-audit: ${existing} exists. Choose another name, or delete it first.\n`,
    });
  });

  it.each([
    [['--format', 'parquet'], 'Parquet cannot be printed. Specify the file to write with --out.'],
    [['--out', 'x'], '--out applies to Parquet, but the format is ndjson.'],
  ])('refuses %j', async (words, message) => {
    const { exitCode, stderr } = await run(...words);
    expect(exitCode).toBe(252);
    expect(stderr).toContain(message);
    expect(existsSync('x')).toBe(false);
  });

  it('says that the place of the file does not exist', async () => {
    const { exitCode, stderr } = await run('--format', 'parquet', '--out', join(parent, 'none', 'x.parquet'));
    expect(exitCode).toBe(253);
    expect(stderr).toMatch(/^ddb-audit: Cannot write .*x\.parquet: .*no such file or directory/);
  });
});
