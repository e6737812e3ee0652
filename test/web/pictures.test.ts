import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { writeTrailUntil } from '../../scripts/samples/write-trail';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { takePicture } from '../support/picture';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const CUSTOMERS = 'arn:aws:dynamodb:us-east-1:111122223333:table/Customers';

/** A view by its fragment, what it shows when it is ready, and what to do before. */
type Picture = readonly [
  name: string,
  fragment: string,
  ready: string,
  prepare?: (page: Page) => Promise<void>,
];

const askForItem = async (page: Page) => {
  await page.getByRole('textbox', { name: 'Key' }).fill('customerId=c-1');
  await page.getByRole('button', { name: 'Who touched it?' }).click();
};
const openIncompleteDay = (page: Page) => page.locator('.calendar td.invalid a').first().click();
const compare = async (page: Page) => {
  await page.locator('.event').first().click();
  await page.getByText('Compare with another event').click();
  await page.getByRole('button', { name: 'Close the event' }).click();
  await page.locator('.event').nth(1).click();
};

const PICTURES: readonly Picture[] = [
  ['overview', '#/overview', '.heat td a'],
  ['search', '#/search', '.event'],
  ['event', '#/search?risk=high&event=5e1f0000-0000-4000-8000-00000000000b', '.drawer .json'],
  ['comparison', '#/search?action=DeleteTable', '.comparison .diff', compare],
  ['table', `#/table?table=${CUSTOMERS}`, '.answers'],
  ['principal', '#/principal?principal=build-agent', '.answers'],
  ['access-key', '#/access-key?accessKey=AKIABUILDEXAMPLE0001', '.answers'],
  ['item', '#/item?table=Customers', '.answers', askForItem],
  ['completeness', '#/completeness', '.delivery-day table', openIncompleteDay],
  ['health', '#/health', '.checks'],
];
/** Otherwise one picture of each view says whether it can be taken. */
const isUpdate = Boolean(process.env.UPDATE_PICTURES);
const WIDTHS = isUpdate ? [1_280, 820, 390] : [1_280];
const THEMES = isUpdate ? (['light', 'dark'] as const) : (['light'] as const);

describe('pictures of the explorer', () => {
  const folder = temporaryFolder();
  const local = join(folder, 'demo');
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    const trail = join(folder, 'trail');
    writeTrailUntil(new Date(), trail);
    await ingestTrail(local, trail);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
    page = await browser.newPage();
    page.setDefaultTimeout(timeoutFor(1));
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  for (const [name, fragment, ready, prepare] of PICTURES) {
    itInChromium(`${name} is as wide as the screen, and its picture is small`, async () => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 500 ? 844 : 800 });
        await page.goto('about:blank');
        await page.goto(`${explorer.url}/#token=${explorer.token}`);
        await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
        await prepare?.(page);
        await page.locator(ready).first().waitFor();
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          await takePicture(page, `${name}-${colorScheme}-${width}`);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    });
  }
});
