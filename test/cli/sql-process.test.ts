import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildCommandLine } from '../../scripts/build-command-line';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { dataEvent } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(10));

/** The command as it is packaged, in processes of its own. */
describe('ddb-audit sql as a process', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  const temporary = join(parent, 'tmp');
  const start = (statement: string, ...words: string[]) =>
    spawn(
      process.execPath,
      [join(parent, 'dist/ddb-audit.js'), 'sql', statement, '--local', local, ...words],
      {
        env: { ...process.env, TMPDIR: temporary },
      },
    );

  beforeAll(async () => {
    mkdirSync(temporary);
    await buildCommandLine(join(parent, 'dist'));
    symlinkSync(join(__dirname, '../../node_modules'), join(parent, 'node_modules'));
    const database = await openTestDatabase();
    await writeDataFolder(database, local, [[dataEvent()]]);
    database.close();
  });

  const ENDLESS = 'SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE i * j % 7 = 3';

  it('prints only the answer', async () => {
    const child = start('SELECT eventName FROM events', '--output', 'csv');
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: 'eventName\r\nGetItem\r\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('ends when it is interrupted, and leaves no temporary files', async () => {
    const child = start(ENDLESS);
    while (readdirSync(temporary).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, files: readdirSync(temporary) }).toEqual({ exitCode: 130, files: [] });
  });

  it('leaves no temporary files when it is interrupted while it writes them', async () => {
    const child = start(
      `SELECT hash(range) AS h, repeat('x', 40) || range AS t FROM range(60000000) ORDER BY h`,
    );
    const list = () => readdirSync(temporary, { recursive: true });
    while (list().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, files: list() }).toEqual({ exitCode: 130, files: [] });
  });

  it('ends when the reader of the rows has gone', async () => {
    const child = start('SELECT * FROM range(100000000)', '--output', 'csv');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, files: readdirSync(temporary) }).toEqual({ exitCode: 0, files: [] });
  });
});
