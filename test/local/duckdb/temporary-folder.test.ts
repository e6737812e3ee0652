import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeTemporaryFolder, withTemporaryFolder } from '../../../src/local/duckdb/temporary-folder';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

jest.setTimeout(timeoutFor(5));

const parent = temporaryFolder();
const FILE = join(__dirname, '../../../src/local/duckdb/temporary-folder.ts');

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
  const { withTemporaryFolder } = require(${JSON.stringify(FILE)});
  withTemporaryFolder((workerData) => new Promise(() => {
    new Worker(${JSON.stringify(WRITING)}, { eval: true, workerData }).once('online', () => process.exit(3));
  }), ${JSON.stringify(parent)});`;

test('a temporary folder is gone after an exit during which a thread still writes to it', () => {
  const { status } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', EXITING]);
  expect({ status, files: readdirSync(parent, { recursive: true }) }).toEqual({ status: 3, files: [] });
});

describe('what a killed process left', () => {
  const MAKING = `
    console.log(require(${JSON.stringify(FILE)}).makeTemporaryFolder(${JSON.stringify(parent)}).path);
    setTimeout(() => {}, 60_000);`;

  /** A process that has a temporary folder until it is killed. */
  async function startProcess(): Promise<{ folder: string; kill(): Promise<unknown> }> {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', MAKING]);
    const [printed] = await once(child.stdout, 'data');
    const closed = once(child, 'close');
    const kill = () => {
      child.kill('SIGKILL');
      return closed;
    };
    return { folder: String(printed).trim(), kill };
  }

  test('is removed by the next one, which leaves the folders of those that run', async () => {
    const [killed, running] = await Promise.all([startProcess(), startProcess()]);
    writeFileSync(join(killed.folder, 'spilled'), 'rows');
    await killed.kill();
    expect(readdirSync(parent)).toHaveLength(2);
    const own = makeTemporaryFolder(parent);
    expect(readdirSync(parent).toSorted()).toEqual([basename(own.path), basename(running.folder)].toSorted());
    own.remove();
    expect(readdirSync(parent)).toEqual([basename(running.folder)]);
    await running.kill();
  });

  test('is not removed if it is of another machine, whose processes have other numbers', async () => {
    const elsewhere = join(parent, '.ddb-audit-00000000-999999999-aB3dEf');
    mkdirSync(elsewhere);
    await withTemporaryFolder(async () => {}, parent);
    expect(readdirSync(parent)).toEqual(expect.arrayContaining([basename(elsewhere)]));
  });
});

test('a folder of the system for temporary files that does not exist is named, with what to do', () => {
  const FAILING = `
    process.env.TMPDIR = ${JSON.stringify(join(parent, 'gone'))};
    try { require(${JSON.stringify(FILE)}).makeTemporaryFolder(); }
    catch ({ code, message, cause }) { console.log(JSON.stringify({ code, message, cause: cause.code })); }`;
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', FAILING], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({
    code: 'Configuration',
    message: expect.stringMatching(
      /^Cannot make a folder for temporary files in \S+gone: ENOENT.*\. Set TMPDIR/,
    ),
    cause: 'ENOENT',
  });
});
