import type { Browser, Page } from 'playwright-core';
import { expectAccessible } from '../support/axe';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { createDeliveredAudit } from '../support/delivered-audit';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(4));

const DAYS = 6;

const RANGE = 'since=2026-03-13T00:00:00Z&until=2026-03-15T00:00:00Z';
const CALENDAR = `#/completeness?${RANGE}`;
const DAY = `${CALENDAR}&day=111122223333/eu-west-1/2026-03-11`;
const HEALTH = `#/health?${RANGE}`;

describe('completeness and health of a deployed audit', () => {
  let dynamodb: TestDynamoDb;
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'test' });
    dynamodb = await startDynamoDb();
    const audit = await createDeliveredAudit(dynamodb, DAYS);
    const names = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    const endpoint = ['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
    [explorer, browser] = await Promise.all([startExplorer(...names, ...endpoint), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    page.setDefaultTimeout(timeoutFor(2));
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
    await dynamodb?.stop();
  });

  const open = async (fragment: string) => {
    await page.goto('about:blank');
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    await page
      .locator(fragment === HEALTH ? '.checks' : '.calendar td a')
      .first()
      .waitFor();
    if (fragment === DAY) await page.locator('.delivery-day table').nth(1).waitFor();
  };
  const readRows = async (selector: string): Promise<string[]> =>
    (await page.locator(`${selector} tbody tr`).allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' ').trim(),
    );
  const press = (key: string) => page.keyboard.press(key);

  itInChromium(
    'show each place by day, the worst first, and each trail where there are several',
    async () => {
      await open(CALENDAR);
      const heads = await page.locator('.calendar tbody th').allInnerTexts();
      expect(heads).toEqual([
        '111122223333 eu-west-1',
        '111122223333 us-east-1',
        'data-events@us-east-1',
        'management-events@us-east-1',
        '111122223333 eu-central-1',
      ]);
      const rows = page.locator('.calendar tbody tr');
      expect(await rows.nth(0).locator('td').last().getAttribute('title')).toBe('2026-03-14: not provable');
      const missing = await page.evaluate(
        `[...document.querySelectorAll('.calendar tbody tr:nth-child(2) td.invalid')].map(({ title }) => title)`,
      );
      expect(missing).toEqual(['2026-03-11: digest missing', '2026-03-12: digest missing']);
      expect(await rows.nth(4).locator('td.invalid').count()).toBe(0);
      await page.getByRole('heading', { name: 'Proven: 0 of 3 accounts and Regions' }).waitFor();
    },
  );

  itInChromium('have a table beside the calendar, with the worst state and its reason', async () => {
    const rows = await readRows('section[aria-label="Accounts and Regions"]');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain('eu-west-1 incomplete 2026-03-11 09:00:48 2026-03-11 10:00:48');
    expect(rows[1]).toMatch(/_1\.json\.gz: is altered \d+ of 31 \d+ \d+$/);
  });

  itInChromium('lead from a day to its reasons and log files, and on to its events', async () => {
    await open(CALENDAR);
    await page.getByRole('link', { name: '2026-03-11: incomplete' }).click();
    const panel = page.getByRole('region', { name: 'Day of delivery' });
    await panel.getByText('4 log files').waitFor();
    expect(await readRows('[aria-label="Table of time that is not proven"]')).toEqual([
      expect.stringMatching(/^incomplete 09:00:48 10:00:48 .*is altered$/),
    ]);
    const files = await readRows('[aria-label="Table of log files"]');
    expect(files.map((row) => row.split(' 2026')[0]).sort()).toEqual([
      'done',
      'done, altered',
      'done, altered',
      'failed',
    ]);
    expect(await panel.textContent()).toContain('Only log files in trail-logs were looked up');
    await panel.getByRole('link', { name: 'Events of this day' }).click();
    await page.waitForURL(/#\/search\?account=111122223333&eventRegion=eu-west-1&since=2026-03-11/);
    expect(page.url()).not.toContain('day=');
  });

  itInChromium('are moved through by keyboard', async () => {
    await open(CALENDAR);
    await page.locator('.calendar a[tabindex="0"]').focus();
    await press('ArrowLeft');
    await press('ArrowDown');
    expect(await page.evaluate('document.activeElement.parentElement.title')).toBe('2026-03-13: proven');
    await press('ArrowLeft');
    await press('Enter');
    await page.waitForURL(/day=111122223333%2Fus-east-1%2F2026-03-12/);
    const heading = page.getByRole('heading', { name: /^2026-03-12 111122223333 us-east-1/ });
    await heading.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('2026-03-12');
    await press('Escape');
    await page.locator('.delivery-day').waitFor({ state: 'detached' });
  });

  itInChromium('go to other months, and say when nothing is known', async () => {
    await open(CALENDAR);
    await page.getByRole('link', { name: 'Earlier' }).click();
    await page.getByRole('heading', { name: 'Nothing is known of deliveries' }).waitFor();
    await page.getByText('so it is not known which log files').waitFor();
    await page.getByRole('link', { name: 'Later' }).click();
    await page.locator('.calendar td a').first().waitFor();
    await open('#/completeness?since=2026-01-20T00:00:00Z&until=2026-03-15T00:00:00Z');
    expect(await page.locator('.calendar thead th:first-child').allInnerTexts()).toEqual([
      'March 2026',
      'February 2026',
      'January 2026',
    ]);
  });

  itInChromium('say what is healthy, and what to do about the rest', async () => {
    await open(HEALTH);
    expect(await page.locator('.checks li').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/Wrong:\s+Log files\s+Of 4 log files, 1 failed, 1 arrived with/),
      ]),
    );
    expect(await readRows('section[aria-label="Log files that failed"]')).toEqual([
      expect.stringMatching(/_failed\.json\.gz not gzip$/),
    ]);
    await page.getByRole('link', { name: 'Proof' }).click();
    await page.locator('.calendar td a').first().waitFor();
  });

  for (const [name, fragment] of [
    ['completeness', DAY],
    ['health', HEALTH],
  ] as const) {
    itInChromium(`can be used by everybody: ${name}`, async () => {
      await open(fragment);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.setViewportSize({ width: 1_280, height: 800 });
    });
  }
});
