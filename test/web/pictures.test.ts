import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { takePicture } from '../support/picture';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

/** The pictures of the demo trail in the documents. */
const PICTURES = [
  ['overview-light', '#/overview', 'light', '.heat td a'],
  ['overview-dark', '#/overview', 'dark', '.heat td a'],
  ['search-light', '#/search', 'light', '.event'],
  ['event-dark', '#/search?risk=high&event=5e1f0000-0000-4000-8000-00000000000b', 'dark', '.drawer .json'],
  [
    'table-light',
    '#/table?table=arn:aws:dynamodb:us-east-1:111122223333:table/Customers',
    'light',
    '.answers',
  ],
  ['access-key-dark', '#/access-key?accessKey=AKIABUILDEXAMPLE0001', 'dark', '.answers'],
] as const;

describe('pictures of the explorer', () => {
  const local = join(temporaryFolder(), 'demo');
  let explorer: RunningExplorer;
  let browser: Browser;

  beforeAll(async () => {
    if (!hasChromium) return;
    await ingestTrail(local);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  const open = async (fragment: string, colorScheme: 'light' | 'dark') => {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, colorScheme });
    page.setDefaultTimeout(timeoutFor(1));
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    return page;
  };

  for (const [name, fragment, colorScheme, ready] of PICTURES) {
    itInChromium(`${name} can be taken, and is small`, async () => {
      const page = await open(fragment, colorScheme);
      await page.locator(ready).first().waitFor();
      await takePicture(page, name);
      await page.close();
    });
  }

  itInChromium('item-light can be taken, and is small', async () => {
    const page = await open('#/item?table=Customers', 'light');
    await page.getByRole('textbox', { name: 'Key' }).fill('customerId=c-1');
    await page.getByRole('button', { name: 'Who touched it?' }).click();
    await page.getByText('Deletions by time to live').waitFor();
    await takePicture(page, 'item-light');
    await page.close();
  });
});
