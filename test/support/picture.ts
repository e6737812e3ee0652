import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '../../docs/images');
/** Larger pictures do not belong into a repository. */
const MAXIMUM_BYTES = 250_000;

/**
 * Takes a picture of a page for the documents. `UPDATE_PICTURES=1 npx jest test/web` writes them: fonts differ from
 * machine to machine, so they are not compared.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  const picture = await page.screenshot();
  expect(picture.length).toBeLessThan(MAXIMUM_BYTES);
  if (!process.env.UPDATE_PICTURES) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.png`), picture);
}
