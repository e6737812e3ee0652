import { tmpdir } from 'node:os';
import { AuditTrailError } from '../../../src/errors';
import { toSqlError } from '../../../src/local/sql/sql-error';

// Messages as DuckDB 1.5 writes them.
test.each([
  [
    'Binder Error: Referenced column "x" not found in FROM clause!\n\nLINE 1: SELECT x',
    'InvalidArgument',
    'Invalid SQL: Referenced column "x" not found in FROM clause!\n\nLINE 1: SELECT x',
  ],
  [
    'Failed to extract statements: Parser Error: syntax error at or near "SELEC"',
    'InvalidArgument',
    'Invalid SQL: syntax error at or near "SELEC"',
  ],
  [
    'Out of Memory Error: failed to pin block of size 256.0 KiB (1.0 GiB/1.0 GiB used)',
    'InvalidArgument',
    'The statement needs more than 1024 MiB of memory. Read fewer rows or columns.',
  ],
  [
    'Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration',
    'InvalidArgument',
    'The statement reads a file. SQL can read only the views.',
  ],
  [
    'IO Error: Could not write file "/tmp/.ddb-audit-1/duckdb_temp_storage_DEFAULT-0.tmp": No space left on device',
    'Configuration',
    `The statement needs more space for temporary files than there is in ${tmpdir()}. Free some space, set TMPDIR to a folder on a larger disk, or read fewer rows or columns.`,
  ],
  [
    'INTERNAL Error: Attempted to dereference unique_ptr that is NULL!',
    'ServiceFailed',
    'DuckDB cannot run the statement: INTERNAL Error: Attempted to dereference unique_ptr that is NULL!',
  ],
])('%s', (message, code, text) => {
  const cause = new Error(message);
  expect(toSqlError(cause, 1_024)).toMatchObject({ code, message: text, cause });
});

test('keeps an error that says already what happened', () => {
  const error = new AuditTrailError('DamagedFile', 'x');
  expect(toSqlError(error)).toBe(error);
});
