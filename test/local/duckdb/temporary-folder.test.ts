import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

jest.setTimeout(timeoutFor(5));

const parent = temporaryFolder();

/** A thread that writes for a while, and makes the folder again if it is gone, as DuckDB does. */
const WRITING = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const { workerData: folder } = require('node:worker_threads');
  for (const end = Date.now() + 200; Date.now() < end; ) {
    mkdirSync(folder, { recursive: true });
    try { writeFileSync(folder + '/spilled', 'rows'); } catch {}
  }`;

const EXITING = `
  const { Worker } = require('node:worker_threads');
  const { withTemporaryFolder } = require(${JSON.stringify(join(__dirname, '../../../src/local/duckdb/temporary-folder.ts'))});
  withTemporaryFolder((workerData) => new Promise(() => {
    new Worker(${JSON.stringify(WRITING)}, { eval: true, workerData }).once('online', () => process.exit(3));
  }), ${JSON.stringify(parent)});`;

test('a temporary folder is gone after an exit during which a thread still writes to it', () => {
  const { status } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', EXITING]);
  expect({ status, files: readdirSync(parent, { recursive: true }) }).toEqual({ status: 3, files: [] });
});
