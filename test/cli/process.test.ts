import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCommandLine } from '../../scripts/build-command-line';
import { NOTHING_VERIFIED } from '../support/answer-coverage';
import { readDataFolder } from '../support/data-folder';
import { dataEvent, logFile } from '../support/events';
import { itNeeds } from '../support/it-needs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

// A start takes a second of processor time, and the machine may have others to serve.
jest.setTimeout(timeoutFor(12));

/** The command as it is packaged, in processes of its own, as people and scripts run it. */
describe('ddb-audit as a process', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  const built = join(parent, 'dist');
  const running: ChildProcessWithoutNullStreams[] = [];

  const start = (words: readonly string[], command = [join(built, 'ddb-audit.js')]) => {
    const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...env } = process.env;
    const child = spawn(process.execPath, [...command, ...words], {
      env: { ...env, AWS_PROFILE: 'does-not-matter-here' },
    });
    running.push(child);
    return child;
  };
  const ended = async (child: ChildProcessWithoutNullStreams) => {
    const [stdout, stderr, [exitCode, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, string | null]>,
    ]);
    return { exitCode: exitCode ?? signal, stdout, stderr };
  };
  const run = (words: readonly string[], command?: string[]) => ended(start(words, command));
  /** A process that follows the audit, once it has printed its first record. */
  const following = async () => {
    const child = start(['tail', '--local', local, '--since', '2026-01-01', '--overlap', '5000d']);
    await once(child.stdout, 'data');
    return child;
  };

  beforeAll(async () => {
    await buildCommandLine(built);
    symlinkSync(join(__dirname, '../../node_modules'), join(parent, 'node_modules'));
    const logs = join(parent, 'log.json.gz');
    writeFileSync(logs, logFile(Array.from({ length: 300 }, () => dataEvent())));
    const { exitCode, stderr } = await run(['ingest', logs, '--local', local]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  it('finds log files by a pattern, and names a path that does not exist', async () => {
    const found = await run(['ingest', join(parent, '*.json.gz'), '--local', join(parent, 'found')]);
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(found.stdout)).toMatchObject({ files: { read: 1 } });
    const missing = await run(['ingest', join(parent, 'absent'), '--local', join(parent, 'found')]);
    expect(missing.exitCode).toBe(1);
    expect(JSON.parse(missing.stdout).errors).toEqual([
      { file: join(parent, 'absent'), reason: expect.stringContaining('no such file') },
    ]);
  });

  itNeeds('/dev/full', ['test', '-e', '/dev/full'])(
    'ends with 255 and a line if stdout cannot be written to',
    async () => {
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [join(built, 'ddb-audit.js'), 'search', '--local', local], {
        stdio: ['ignore', full, 'pipe'],
      });
      closeSync(full);
      const [stderr, [exitCode]] = await Promise.all([text(child.stderr as Readable), once(child, 'close')]);
      expect(exitCode).toBe(255);
      expect(stderr).toMatch(/^ddb-audit: Cannot write the output: ENOSPC: no space left on device, write$/m);
      expect(stderr).not.toContain('at ');
    },
  );

  it('prints only the answer to stdout', async () => {
    const { exitCode, stdout, stderr } = await run(['search', '--local', local, '--limit', 'all']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NOTHING_VERIFIED });
    expect(stdout.trimEnd().split('\n')).toHaveLength(300);
  });

  it('ingests and asks on this machine without the code of the SDK', async () => {
    const withoutSdk = join(parent, 'without-sdk');
    mkdirSync(withoutSdk);
    for (const file of ['ddb-audit.js', 'ingest-worker.js']) {
      copyFileSync(join(built, file), join(withoutSdk, file));
    }
    const command = [join(withoutSdk, 'ddb-audit.js')];
    const logs = ['ingest', join(parent, 'log.json.gz'), '--local', join(parent, 'again'), '--jobs', '2'];
    expect(await run(logs, command)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run(['search', '--local', local], command)).toMatchObject({ exitCode: 0 });
  });

  it('prints only the answer to stdout from a checkout', async () => {
    const checkout = ['--import', 'tsx', join(__dirname, '../../bin/ddb-audit.ts')];
    const { exitCode, stdout, stderr } = await run(['search', '--local', local, '--limit', 'all'], checkout);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: NOTHING_VERIFIED });
    expect(stdout.trimEnd().split('\n')).toHaveLength(300);
  });

  it('makes control characters of its arguments visible in parser errors', async () => {
    const { exitCode, stderr } = await run(['search', '--plane', 'x\x1b[2J\x07\r\nddb-audit: all is well']);
    expect(exitCode).toBe(252);
    expect(stderr).toContain('x\\u001b[2J\\u0007\\r\\nddb-audit: all is well');
    expect(stderr.match(/[\u0000-\u001f\u007f-\u009f]/g)).toEqual(['\n']);
  });

  it('shares a data folder with a process that follows it', async () => {
    const follower = await following();
    const { exitCode, stdout } = await run(['search', '--local', local, '--limit', '1', '--output', 'json']);
    expect({ exitCode, records: JSON.parse(stdout).records.length }).toEqual({ exitCode: 0, records: 1 });
    expect(follower.exitCode).toBeNull();
  });

  it('ends with 130 on Ctrl-C', async () => {
    const follower = await following();
    follower.kill('SIGINT');
    await expect(ended(follower)).resolves.toMatchObject({ exitCode: 130, stderr: NOTHING_VERIFIED });
  });

  describe('ingesting many files', () => {
    const logs = join(parent, 'many');
    const events = Array.from({ length: 400 }, () => dataEvent());
    beforeAll(() => {
      mkdirSync(logs);
      for (const [index, event] of events.entries()) {
        writeFileSync(join(logs, `${index}.json.gz`), logFile([...events.slice(0, 100), event]));
      }
    });
    const ids = events.map(({ eventID }) => eventID);

    it('in several threads stores each event once', async () => {
      const data = join(parent, 'threads');
      const { exitCode, stderr } = await run(['ingest', logs, '--local', data, '--jobs', '2']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect((await readDataFolder(data)).rows.map(({ eventId }) => eventId)).toEqual(ids);
    });

    it.each(['SIGINT', 'SIGKILL'] as const)('goes on after %s, and loses nothing', async (signal) => {
      const data = join(parent, signal);
      for (const milliseconds of [400, 600, 800]) {
        const child = start(['ingest', logs, '--local', data, '--jobs', '1']);
        const ending = ended(child);
        await sleep(milliseconds);
        child.kill(signal);
        const { exitCode, stderr } = await ending;
        // It may also be ended before it has begun, or have finished.
        expect([0, 130, signal]).toContain(exitCode);
        if (exitCode === 130 && stderr !== '') {
          expect(stderr).toMatch(/^Interrupted\. (?:No file is|1 file is|\d+ files are) ingested\./);
        }
      }
      const { exitCode, stdout } = await run(['ingest', logs, '--local', data]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout).files.failed).toBe(0);
      const { rows, files } = await readDataFolder(data);
      expect(rows.map(({ eventId }) => eventId)).toEqual(ids);
      expect(files).toHaveLength(400);
    });
  });

  it('is quiet when its reader stops reading', async () => {
    const child = start(['export', '--local', local]);
    const stderr = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, stderr: await stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('says what it can do', async () => {
    const { stdout } = await run(['--help']);
    for (const name of ['ingest', 'search', 'show', 'list', 'tail', 'export']) expect(stdout).toContain(name);
  });
});
