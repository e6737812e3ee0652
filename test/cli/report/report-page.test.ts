import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { itInChromium, launchChromium } from '../../support/chromium';
import { ddbAudit } from '../../support/command-line';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';
import { VerifiedFolders } from '../../support/verified-folders';
import { altered, reportedChain } from './reported-trail';

jest.setTimeout(timeoutFor(12));

/** Between the margins of 14 mm, at 96 pixels an inch. */
const PAPER = { A4: 688, Letter: 710 } as const;

describe('the page of a report in Chromium', () => {
  const folders = new VerifiedFolders(temporaryFolder());
  /** To look at the pictures, name a folder in REPORT_PICTURES. */
  const pictures = process.env.REPORT_PICTURES ?? folders.create('pictures');
  const out = folders.create('report');
  let browser: Browser | undefined;

  beforeAll(async () => {
    const local = folders.create();
    const chain = reportedChain(folders);
    await folders.ingest(local, chain.logFiles);
    await folders.verify(folders.copy(chain.objects), local);
    await folders.ingest(local, [{ ...chain.logFiles[0]!, body: altered() }]);
    const range = ['--since', '2026-03-14', '--until', '2026-04-02'];
    const { exitCode } = await ddbAudit(['report', '--local', local, '--out', out, ...range]);
    expect(exitCode).toBe(0);
    mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => browser?.close());

  /** Opens the page in a window. Fails for any request but the one for the page. */
  const open = async (width: number): Promise<Page> => {
    browser ??= await launchChromium();
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => requests.push(dialog.message()));
    await page.goto(pathToFileURL(join(out, 'report.html')).href);
    expect(requests).toHaveLength(1);
    return page;
  };
  const findWidths = (page: Page) =>
    page.evaluate(
      `({ page: document.documentElement.scrollWidth, window: document.documentElement.clientWidth })`,
    );

  for (const width of [390, 1280]) {
    itInChromium(`fits a window of ${width} pixels`, async () => {
      const page = await open(width);
      const png = await page.screenshot({ path: join(pictures, `${width}.png`), fullPage: true });
      expect(png.readUInt32BE(16)).toBe(width);
      expect(await findWidths(page)).toEqual({ page: width, window: width });
    });
  }

  for (const format of ['A4', 'Letter'] as const) {
    itInChromium(`prints on ${format} without cutting a column`, async () => {
      const page = await open(PAPER[format]);
      await page.emulateMedia({ media: 'print' });
      const cut = await page.evaluate(
        `[...document.querySelectorAll('td, th, p, li, code, dd, h3')]
          .filter((one) => one.getBoundingClientRect().right > ${PAPER[format]} + 1 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
          .map((one) => one.outerHTML.slice(0, 200))`,
      );
      expect(cut).toEqual([]);
      const pdf = await page.pdf({ format, path: join(pictures, `${format}.pdf`), printBackground: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    });
  }

  itInChromium('repeats the head of a table on each sheet', async () => {
    const page = await open(1_280);
    await page.emulateMedia({ media: 'print' });
    const displays = await page.evaluate(
      `[...new Set([...document.querySelectorAll('thead')].map((one) => getComputedStyle(one).display))]`,
    );
    expect(displays).toEqual(['table-header-group']);
  });

  itInChromium('runs nothing, and shows hostile texts', async () => {
    const page = await open(1_280);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.locator('td', { hasText: '<script>window.ran=1</script>' }).count()).toBeGreaterThan(0);
  });

  itInChromium('keeps a script from running that somebody adds', async () => {
    const path = join(out, 'changed.html');
    const changed = readFileSync(join(out, 'report.html'), 'utf8').replace(
      '<h1>',
      '<script>window.ran=1</script><h1>',
    );
    writeFileSync(path, changed);
    const page = await open(1_280);
    await page.goto(pathToFileURL(path).href);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });
});
