import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(4));

describe('the explorer on the demo trail', () => {
  const local = join(temporaryFolder(), 'demo');
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;
  /** What the browser complains about: scripts that fail, and what the security policy refuses. */
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!hasChromium) return;
    await ingestTrail(local);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    page.setDefaultTimeout(timeoutFor(0.5));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  /** Opens a place of a page that knows the token. */
  const open = async (fragment: string) => {
    await page.goto('about:blank');
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  };
  const rows = () => page.locator('.event');
  const press = (key: string) => page.keyboard.press(key);

  itInChromium('takes the token out of the address, and keeps it when reloaded', async () => {
    await open('');
    await page.waitForSelector('.histogram svg');
    expect(page.url()).not.toContain(explorer.token);
    await page.reload();
    await page.waitForSelector('.histogram svg');
  });

  itInChromium('says what to do if it is opened without the token', async () => {
    const other = await browser.newPage();
    await other.goto(explorer.url);
    expect(await other.textContent('h1')).toBe('This page needs a key');
    await other.close();
  });

  itInChromium('shows first what needs a look, in words, and leads there', async () => {
    await open('#/overview');
    const look = page.getByLabel('Look here first');
    await look.getByText('Customers was deleted').first().waitFor();
    await look.getByText('Denied: AccessDenied').first().waitFor();
    await look.getByText('DeleteTable', { exact: true }).click();
    await page.getByRole('complementary', { name: 'Event' }).getByText('203.0.113.66').first().waitFor();
    expect(await page.textContent('.risks')).toContain('High risk. Customers was deleted');
  });

  itInChromium('always says how complete the answer is', async () => {
    for (const view of ['overview', 'search', 'completeness']) {
      await open(`#/${view}`);
      const line = page.locator('details.coverage');
      await line.waitFor();
      expect(await line.textContent()).toContain('it was ingested with a content that no digest signs');
    }
  });

  itInChromium('narrows by facets, excludes, and goes back', async () => {
    await open('#/search');
    await rows().first().waitFor();
    await page.getByRole('button', { name: /^denied/ }).click();
    await page.getByText('2 events loaded', { exact: true }).waitFor();
    expect(page.url()).toContain('outcome=denied');
    await page.goBack();
    await page.getByRole('button', { name: 'Exclude GetItem' }).click();
    await page.waitForURL(/exclude=action%3DGetItem/);
    await page.locator('.event-rows', { hasNotText: 'GetItem' }).waitFor();
  });

  itInChromium('shows what was excluded beside the rest, and includes it again', async () => {
    await open('#/search?exclude=action%3DGetItem');
    const excluded = page.getByRole('button', { name: 'Exclude GetItem' });
    await excluded.waitFor();
    expect(await excluded.getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: /^GetItem \d+$/ }).waitFor();
    await excluded.click();
    await page.waitForURL((url) => !url.href.includes('exclude'));
    await page.locator('.event', { hasText: 'GetItem' }).first().waitFor();
  });

  itInChromium('counts further values when they are asked for', async () => {
    await open('#/search');
    await page.getByRole('button', { name: /^GetItem \d+$/ }).waitFor();
    const asked: string[] = [];
    const listen = (request: { url(): string }) => asked.push(request.url());
    page.on('request', listen);
    await page.getByText('Source address', { exact: true }).click();
    await page.getByRole('button', { name: /^203\.0\.113\.66 \d/ }).waitFor();
    await page.locator('summary', { hasText: /^Region$/ }).click();
    await page.getByRole('button', { name: /^us-east-1 \d/ }).waitFor();
    page.off('request', listen);
    expect(asked.filter((url) => url.includes('/facets'))).toHaveLength(1);
  });

  itInChromium('leads from a cell of a table and an hour to its events', async () => {
    await open('#/overview?since=2026-03-14T00:00:00Z&until=2026-03-15T00:00:00Z');
    const heat = page.getByLabel('Tables over time', { exact: true });
    await heat.getByText('A cell is 1 hour').waitFor();
    await heat.getByText('2026-03-14 02:00').first().click({ force: true });
    await page.waitForURL(/search\?table=arn.*since=2026-03-14T02%3A00%3A00Z&until=2026-03-14T03%3A00%3A00Z/);
    await rows().first().waitFor();
  });

  itInChromium('compares any two events', async () => {
    await open('#/search?action=DeleteTable&action=UpdateTable');
    await page.locator('.event', { hasText: 'DeleteTable' }).first().click();
    await page.getByRole('link', { name: 'Compare with another event' }).click();
    await page.getByText('open another event').waitFor();
    await page.locator('.event', { hasText: 'UpdateTable' }).first().click();
    const comparison = page.getByLabel('Comparison');
    await comparison.getByText('requestParameters.tableName').waitFor();
    expect(await comparison.locator('thead').textContent()).toMatch(/^DeleteTable, .*UpdateTable, /);
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await comparison.waitFor({ state: 'detached' });
    await press('c');
    await page.getByText('Comparing with UpdateTable').waitFor();
  });

  itInChromium('switches keys of a single character off, and remembers it', async () => {
    await open('#/search?risk=high');
    await rows().first().waitFor();
    await press('?');
    await page.getByRole('checkbox', { name: /Use keys/ }).uncheck();
    await press('Escape');
    await page.reload();
    await rows().first().waitFor();
    await press('j');
    await press('?');
    expect(await page.locator('.event.selected, dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('checkbox', { name: /Use keys/ }).check();
    await press('Escape');
    await press('j');
    await page.locator('.event.selected').waitFor();
  });

  itInChromium('suggests what the audit has seen, and knows values by their form', async () => {
    await open('#/search');
    await rows().first().waitFor();
    await press('/');
    await page.keyboard.type('custom');
    await page.getByRole('option', { name: /Table Customers$/ }).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await page.getByLabel('Filters').getByText('Customers').waitFor();
    await page.keyboard.type('-203.0.113.66');
    await press('Enter');
    await page.getByLabel('Filters').getByText('203.0.113.66').waitFor();
    expect(page.url()).toContain('table=Customers');
    expect(page.url()).toContain('exclude=sourceIp%3D203.0.113.66');
  });

  itInChromium('moves, opens and closes by keyboard', async () => {
    await open('#/search?risk=high');
    await rows().first().waitFor();
    await press('j');
    await press('j');
    await press('k');
    expect(await page.locator('.event.selected').getAttribute('aria-rowindex')).toBe('2');
    // Otherwise Enter would press what was clicked last.
    expect(await page.evaluate('document.activeElement.role')).toBe('grid');
    await press('Enter');
    await page.getByRole('complementary', { name: 'Event' }).getByText('On what').waitFor();
    const first = page.url();
    await press('j');
    await page.waitForURL((url) => url.href !== first);
    await press('Escape');
    await page.waitForSelector('.drawer', { state: 'detached' });
    await press('?');
    await page.getByRole('dialog').getByText('Next event').waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  itInChromium('shifts the time range by its length', async () => {
    await open('#/search?since=2026-03-14T02:00:00Z&until=2026-03-14T03:00:00Z');
    await rows().first().waitFor();
    await press('[');
    await page.waitForURL(/since=2026-03-14T01/);
    expect(page.url()).toContain('until=2026-03-14T02%3A00%3A00Z');
  });

  itInChromium('zooms where one drags over the bars', async () => {
    await open('#/overview');
    const chart = page.locator('.histogram svg');
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/since=/);
    const [, since, until] = /since=([^&]+)&until=([^&]+)/.exec(page.url())!.map(decodeURIComponent);
    expect(Date.parse(until!)).toBeGreaterThan(Date.parse(since!));
  });

  itInChromium('compares a change with the one before it, and leads to what is around it', async () => {
    await open('#/search?action=UpdateTable');
    await rows().first().click();
    await page.getByText('Compare with the change before').click();
    await page.getByText('No earlier UpdateTable').waitFor();
    await page.getByRole('link', { name: 'By this principal' }).click();
    await page.waitForURL(/principal=/);
    expect(page.url()).toContain('since=');
  });

  itInChromium('shows requests as a tree, and the original as it is', async () => {
    await open('#/search?action=PutResourcePolicy');
    await rows().first().click();
    const drawer = page.getByRole('complementary', { name: 'Event' });
    await drawer.getByText('resourceArn', { exact: true }).waitFor();
    await drawer.getByText('Original JSON').click();
    const shown = await drawer.locator('pre').textContent();
    expect(JSON.parse(shown!)).toMatchObject({ eventName: 'PutResourcePolicy' });
  });

  itInChromium('tells the history of an item, whose key is in no address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open('#/item?table=Orders');
    await page.getByRole('textbox', { name: 'Key' }).fill('orderId=o-3001');
    await page.getByRole('button', { name: 'Who touched it?' }).click();
    await page
      .getByRole('region', { name: 'Calls that named it', exact: true })
      .getByText('TransactWriteItems')
      .waitFor();
    await page.getByText('Deletions by time to live').waitFor();
    expect([...asked, page.url()].filter((url) => url.includes('o-3001'))).toEqual([]);
    await page.getByRole('textbox', { name: 'Key' }).fill('orderId=of nobody');
    await page.getByRole('button', { name: 'Who touched it?' }).click();
    await page.getByText('No call named this item between').waitFor();
  });

  itInChromium('saves what is seen as CSV and as records', async () => {
    await open('#/search?risk=high');
    await rows().first().waitFor();
    await page.getByText('Download', { exact: true }).click();
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString().trim();
    };
    const lines = (await save('CSV')).split('\r\n');
    expect(lines[0]).toContain('eventId,eventTime');
    expect(lines.length).toBeGreaterThan(3);
    const records = (await save('Records')).split('\n').map((line) => JSON.parse(line));
    expect(records).toHaveLength(lines.length - 1);
    expect(records[0]).toMatchObject({ eventName: expect.any(String), risk: { level: expect.any(String) } });
  });

  itInChromium('says what to do if nothing matches, and if a filter is wrong', async () => {
    await open('#/search?since=1h');
    await page.getByRole('button', { name: 'Search all time' }).click();
    await rows().first().waitFor();
    await open('#/search?outcome=refused');
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual([expect.stringContaining('outcome')]);
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await rows().first().waitFor();
    complaints.length = 0; // The browser notes each answer with a status of 400.
  });

  itInChromium('makes the browser complain about nothing', () => expect(complaints).toEqual([]));
});
