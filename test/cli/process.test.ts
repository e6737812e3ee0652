import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildCommandLine } from '../../scripts/build-command-line';
import { readPublishedEngine } from '../../src/local/published-engine';
import { dataEvent, logFile } from '../support/events';
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

  it('prints only the answer', async () => {
    const { exitCode, stdout, stderr } = await run(['search', '--local', local, '--limit', 'all']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(300);
  });

  it('prints only the answer from a checkout', async () => {
    const checkout = ['--import', 'tsx', join(__dirname, '../../bin/ddb-audit.ts')];
    const { exitCode, stdout, stderr } = await run(['search', '--local', local, '--limit', 'all'], checkout);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(300);
  });

  it('makes control characters of its arguments visible in parser errors', async () => {
    const { exitCode, stderr } = await run(['search', '--plane', 'x\x1b[2J\x07\r\nddb-audit: all is well']);
    expect(exitCode).toBe(252);
    expect(stderr).toContain('x\\u001b[2J\\u0007\\r\\nddb-audit: all is well');
    expect(stderr.match(/[\u0000-\u001f\u007f-\u009f]/g)).toEqual(['\n']);
  });

  it('shares a data folder, and its end does not end the others', async () => {
    const first = await following();
    const engine = readPublishedEngine(local);
    const { exitCode, stdout } = await run(['search', '--local', local, '--limit', '1', '--output', 'json']);
    expect({ exitCode, records: JSON.parse(stdout).records.length }).toEqual({ exitCode: 0, records: 1 });
    expect(readPublishedEngine(local)).toEqual(engine);
    expect(first.exitCode).toBeNull();
  });

  it('ends with 130 on Ctrl-C and leaves the folder to the others', async () => {
    const first = await following();
    const second = await following();
    first.kill('SIGINT');
    await expect(ended(first)).resolves.toMatchObject({ exitCode: 130, stderr: '' });
    expect((await run(['list', 'actions', '--local', local])).exitCode).toBe(0);
    expect(second.exitCode).toBeNull();
  });

  it.each(['the process that opened it', 'the engine'])(
    'leaves the folder usable when %s is killed',
    async (which) => {
      const first = await following();
      if (which === 'the engine') process.kill(readPublishedEngine(local)!.pid, 'SIGKILL');
      first.kill('SIGKILL');
      await once(first, 'close');
      const { exitCode, stdout } = await run(['export', '--local', local]);
      expect(exitCode).toBe(0);
      expect(stdout.trimEnd().split('\n')).toHaveLength(300);
    },
  );

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
