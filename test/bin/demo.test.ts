import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(12));

describe('the demo', () => {
  const cwd = temporaryFolder();

  it('asks its questions without log lines before the first, and explains the rejected record', async () => {
    const root = join(__dirname, '../..');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', require.resolve('tsx', { paths: [root] }), join(root, 'bin/demo.ts')],
      { cwd },
    );
    expect(stderr).not.toContain('{');
    expect(stdout).not.toContain('"level"');
    const [introduction, ...answers] = stdout.split('\n# ');
    expect(introduction).toContain('1 rejected');
    expect(introduction).toMatch(/Reason: A record .*null/);
    expect(introduction).toContain('INVALID: hash value doesn');
    expect(answers).toHaveLength(5);
    expect(answers[4]).toContain('The audit table gives the same answers.');
  });
});
