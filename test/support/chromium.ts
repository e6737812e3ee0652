import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Path of the system's Chromium. Undefined if there is none: nothing is downloaded. */
const EXECUTABLE = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false; // Not in this folder.
    }
  });

/** `it` for tests in a browser. Without Chromium, they are skipped, and their names say so. */
export const itInChromium: (name: string, test: jest.ProvidesCallback, timeout?: number) => void = EXECUTABLE
  ? it
  : (name, test) => it.skip(`${name} (skipped: needs Chromium)`, test);

export const hasChromium = EXECUTABLE !== undefined;

/** Starts a browser. Close it after the tests. */
export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    ...(EXECUTABLE !== undefined && { executablePath: EXECUTABLE }),
    // Its sandbox needs namespaces, which containers lack. The tests open pages of this project only.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
