import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { html } from 'hono/html';
import { toMessage } from '../../errors';
import type { Io } from '../output/io';

/** Programs that open a file with the user's browser, by platform. Default: that of Linux desktops. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
};
const DESKTOP_OPENER = ['xdg-open'] as const;

/** A browser that was asked to open an address. */
export interface OpenedBrowser {
  /** Resolves with the reason if no browser could be started, such as a program that is missing. */
  readonly failed: Promise<string>;
  /** Removes what was written to open it. */
  forget(): void;
}

/**
 * Opens an address that contains a secret. Other users of the machine see command lines, so the browser gets the path of
 * a file that only this user can read, and that leads to the address.
 * @param platform as `process.platform`
 */
export function openBrowser(
  address: string,
  env: Io['env'],
  platform: NodeJS.Platform = process.platform,
): OpenedBrowser {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), 'ddb-audit-'));
  } catch (error) {
    return { failed: Promise.resolve(toMessage(error)), forget: () => {} };
  }
  const file = join(folder, 'open.html');
  const page = html`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}">
<title>ddb-audit</title><p><a href="${address}">Open the explorer</a>`;
  writeFileSync(file, String(page), { mode: 0o600 });
  const [program, ...words] = OPENERS[platform] ?? DESKTOP_OPENER;
  const child = spawn(program, [...words, file], { stdio: 'ignore', detached: true, env });
  child.unref();
  const failed = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code) => {
      if (code) resolve(`${program} ended with exit code ${code}`);
    });
  });
  return { failed, forget: () => rmSync(folder, { recursive: true, force: true }) };
}
