import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '../../docs/images');
/** Larger pictures do not belong into a repository. */
const MAXIMUM_BYTES = 120_000;

/**
 * Takes a picture of a page for the documents. `UPDATE_PICTURES=1 npx jest test/web/pictures.test.ts` writes them: fonts differ from
 * machine to machine, so they are not compared.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 65 });
  await session.detach();
  const picture = Buffer.from(data, 'base64');
  expect(picture.length).toBeLessThan(MAXIMUM_BYTES);
  if (!process.env.UPDATE_PICTURES) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.webp`), picture);
}
