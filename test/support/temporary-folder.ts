import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder, removed after the tests of the enclosing `describe`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ddb-audit-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
