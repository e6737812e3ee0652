import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openBrowser } from '../../../src/cli/explorer/open-browser';
import { temporaryFolder } from '../../support/temporary-folder';

const ADDRESS = 'http://127.0.0.1:8080/#token=secret-token';

describe('openBrowser', () => {
  const folder = temporaryFolder();

  /** A folder with a program named like the desktop's opener. It notes its arguments, and ends with an exit code. */
  function installOpener(exitCode: number) {
    const bin = join(folder, `bin-${exitCode}`);
    const noted = join(bin, 'arguments.json');
    mkdirSync(bin);
    const program = `#!${process.execPath}
      require('node:fs').writeFileSync(${JSON.stringify(noted)}, JSON.stringify(process.argv.slice(2)));
      process.exitCode = ${exitCode};`;
    writeFileSync(join(bin, 'xdg-open'), program);
    chmodSync(join(bin, 'xdg-open'), 0o755);
    return { env: { PATH: bin }, noted };
  }

  it('hands over a file that only this user can read, and keeps the address off the command line', async () => {
    const { env, noted } = installOpener(0);
    const browser = openBrowser(ADDRESS, env, 'linux');
    await until(() => existsSync(noted) && readFileSync(noted, 'utf8') !== '');
    const words = JSON.parse(readFileSync(noted, 'utf8')) as string[];
    expect(words).toHaveLength(1);
    const [file = ''] = words;
    expect(readFileSync(file, 'utf8')).toContain(`url=${ADDRESS}`);
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    browser.forget();
    expect(existsSync(file)).toBe(false);
  });

  it('says why no browser was opened', async () => {
    const refused = openBrowser(ADDRESS, installOpener(3).env, 'linux');
    await expect(refused.failed).resolves.toBe('xdg-open ended with exit code 3');
    refused.forget();
    const missing = openBrowser(ADDRESS, { PATH: folder }, 'linux');
    await expect(missing.failed).resolves.toContain('ENOENT');
    missing.forget();
  });

  it('says so if there is no folder for temporary files', async () => {
    jest.spyOn(os, 'tmpdir').mockReturnValueOnce(join(folder, 'gone'));
    const browser = openBrowser(ADDRESS, installOpener(4).env, 'linux');
    await expect(browser.failed).resolves.toContain('ENOENT');
    browser.forget();
  });
});

/** Waits for a condition, for ten seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let waits = 0; !holds(); waits += 1) {
    if (waits === 500) throw new Error('Nothing happened within 10 seconds.');
    await setTimeout(20);
  }
}
