import { spawnSync } from 'node:child_process';
import { program } from '../../src/cli/main';
import { completionScript } from '../../src/cli/shell/completion-script';
import { ddbAudit } from '../support/command-line';
import { itNeeds } from '../support/it-needs';

const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: {},
  signal: new AbortController().signal,
};

/** What bash offers for the last of some words. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', program(io))}
COMP_WORDS=(ddb-audit ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_ddb_audit; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

const itInBash = itNeeds('bash');

describe('completion', () => {
  itInBash('completes commands', () => {
    expect(offered('se')).toContain('search');
  });

  itInBash('completes the options of a command', () => {
    expect(offered('search', '--access')).toEqual(['--access', '--access-key']);
  });

  itInBash('completes the values of an option', () => {
    expect(offered('search', '--outcome', '')).toEqual(['succeeded', 'denied', 'throttled', 'failed']);
  });

  itInBash('completes the values of an argument', () => {
    expect(offered('list', 'res')).toEqual(['resources']);
  });

  it('loads bash completion in zsh', () => {
    expect(completionScript('zsh', program(io))).toMatch(/^#compdef ddb-audit\nautoload .*bashcompinit/);
  });

  it('knows every command in fish', () => {
    const script = completionScript('fish', program(io));
    for (const { name } of program(io).commands.map((command) => ({ name: command.name() }))) {
      expect(script).toContain(`-a ${name} -d `);
    }
  });

  it('is printed by the command', async () => {
    const { exitCode, stdout } = await ddbAudit(['completion', 'bash']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(completionScript('bash', program(io)));
  });
});
