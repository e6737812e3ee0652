import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { ddbAudit } from '../support/command-line';
import { dataEvent, identities, logFile, tableResource } from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(20));

const FILES = 50;
const EVENTS_PER_FILE = 2_000;
const START = Date.parse('2026-03-01T00:00:00Z');

/** One of 100,000 reads, eight seconds apart, of some tables by some services. */
function makeEvent(index: number) {
  const table = `Table${index % 17}`;
  return dataEvent({
    eventTime: new Date(START + index * 8_000).toISOString().replace('.000', ''),
    userIdentity: identities.assumedRole(`service-${index % 23}`, `i-${index % 101}`),
    requestParameters: { tableName: table, key: { id: `k${index}` } },
    resources: [tableResource(table)],
  });
}

/** Sums up how far what can be seen was moved by what came later, as the layout shift that browsers measure. */
const SUM_UP_SHIFTS = `
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shifts += value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

describe('the explorer on 100,000 events', () => {
  const folder = temporaryFolder();
  let explorer: RunningExplorer;
  let browser: Browser;

  beforeAll(async () => {
    if (!hasChromium) return;
    for (let file = 0; file < FILES; file += 1) {
      const events = Array.from({ length: EVENTS_PER_FILE }, (_, index) =>
        makeEvent(file * EVENTS_PER_FILE + index),
      );
      writeFileSync(join(folder, `log-${file}.json.gz`), logFile(events));
    }
    const local = join(folder, 'data');
    await ddbAudit(['ingest', folder, '--local', local]);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  /** Opens a view in a new tab that knows the token, as somebody who follows a link does. */
  const openView = async (fragment: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    page.setDefaultTimeout(timeoutFor(2));
    await page.addInitScript(SUM_UP_SHIFTS);
    await page.goto(`${explorer.url}/icon.svg`);
    await page.evaluate(`sessionStorage.setItem('ddb-audit-token', ${JSON.stringify(explorer.token)})`);
    await page.goto(`${explorer.url}/${fragment}`, { waitUntil: 'commit' });
    return page;
  };

  for (const asked of ['nothing', 'something']) {
    itInChromium(
      `shows rows within a second after the page opens, if ${asked} was asked before`,
      async () => {
        const started = Date.now();
        const page = await openView('#/search');
        const answered: string[] = [];
        page.on('requestfinished', (request) => answered.push(new URL(request.url()).pathname));
        await page.locator('.event').first().waitFor();
        // A second on a machine of one's own.
        expect(Date.now() - started).toBeLessThan(timeoutFor(0.1));
        await page.getByText('100,000 events').first().waitFor();
        await page.getByRole('button', { name: /^GetItem 100,000/ }).waitFor();
        // Nothing else takes the time of the rows. The others are asked at once, in whatever order they end.
        const [first, ...others] = answered.filter((path) => path.startsWith('/api/'));
        expect(first).toBe('/api/events');
        expect(others.sort()).toEqual(['/api/facets', '/api/histogram']);
        await page.close();
      },
    );
  }

  itInChromium('keeps only those rows in the page that can be seen', async () => {
    const page = await openView('#/search');
    await page.getByText('100 events loaded, more below').waitFor();
    await page.evaluate('document.querySelector(".events").scrollTop = 1e6');
    await page.getByText('400 events loaded, more below').waitFor();
    expect(await page.locator('.event').count()).toBeLessThan(80);
    await page.close();
  });

  for (const fragment of ['#/overview', '#/search', '#/principal?principal=service-7']) {
    itInChromium(`moves nothing while ${fragment} loads`, async () => {
      const page = await openView(fragment);
      await page.getByText('100,000').or(page.getByText('4,348')).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.shifts')).toBeLessThan(0.01);
      await page.close();
    });
  }
});
