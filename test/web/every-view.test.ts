import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible } from '../support/axe';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { ddbAudit } from '../support/command-line';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  denial,
  identities,
  logFile,
} from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

/** What each string of an event is made of: HTML that would run, marks of direction, controls, and great length. */
const HOSTILE = [
  '<img src=x onerror="window.ran=1">',
  '"><script>window.ran=1</script>',
  'javascript:window.ran=1',
  "'-window.ran=1-'",
  '\u202egnp.exe\u0007\u001b[31m\n=HYPERLINK("x")',
  `<svg/onload=window.ran=1>${'long '.repeat(2_000)}`,
];

/** A copy of an event in which every string that nothing else depends on is hostile. */
function makeHostile(event: CloudTrailEvent, text: string): CloudTrailEvent {
  const kept = ['eventTime', 'eventID', 'eventSource', 'eventVersion', 'eventType', 'eventCategory', 'type'];
  const change = (value: unknown, name: string): unknown => {
    if (kept.includes(name)) return value;
    if (typeof value === 'string') return text + value;
    if (Array.isArray(value)) return value.map((one) => change(one, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)]));
  };
  return change(event, '') as CloudTrailEvent;
}

const EVENTS = [
  dataEvent(),
  controlEvent({
    eventName: 'UpdateTable',
    readOnly: false,
    requestParameters: { tableName: 'Music', '<b>': '<i>' },
  }),
  controlEvent({ ...denial('You are not allowed.'), userIdentity: identities.iamUser() }),
];

/** Every view, by its fragment, what it shows when it is ready, and the link of the first event that leads there. */
const VIEWS = [
  ['overview', '#/overview', '.heat td a'],
  ['search', '#/search', '.event'],
  ['event', '#/search', '.drawer .facts'],
  ['comparison', '#/search', '.comparison'],
  ['item', '#/item', '.item-form'],
  ['table', '#/search?plane=data', '.answers', 'The life of this table'],
  ['principal', '#/search?plane=data', '.answers', 'All that it did'],
  ['access key', '#/access-key', '.story-form'],
  ['completeness', '#/completeness', '.completeness .panel'],
  ['health', '#/health', '.checks'],
] as const;

/** The width of the page, as soon as its charts are drawn again for a telephone. The page may not evaluate texts itself. */
const WAIT_FOR_WIDTH = `new Promise((resolve) => {
  const read = (tries) => {
    const width = document.documentElement.scrollWidth;
    if (width === 390 || tries === 0) resolve(width);
    else setTimeout(read, 20, tries - 1);
  };
  read(500);
})`;

describe.each([
  ['usual events', (): CloudTrailEvent[] => EVENTS],
  [
    'hostile events',
    () =>
      HOSTILE.flatMap((text) => EVENTS.map((event) => makeHostile({ ...event, eventID: undefined }, text))),
  ],
])('every view of %s', (_, makeEvents) => {
  const folder = temporaryFolder();
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!hasChromium) return;
    const local = join(folder, 'data');
    writeFileSync(join(folder, 'log.json.gz'), logFile(makeEvents()));
    await ddbAudit(['ingest', join(folder, 'log.json.gz'), '--local', local]);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
    page = await browser.newPage();
    page.setDefaultTimeout(timeoutFor(1));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  /** Opens a view in the page, and waits until it is ready. The page stays: the browser loads it, and axe, once. */
  const open = async ([, fragment, ready, story]: (typeof VIEWS)[number]) => {
    await page.evaluate('location.hash = "#/health"');
    await page.locator('.checks').waitFor();
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    const needsEvent = story !== undefined || ready.startsWith('.drawer') || ready === '.comparison';
    if (needsEvent) await page.locator('.event').first().click();
    if (story !== undefined) await page.getByRole('link', { name: story }).first().click();
    if (ready === '.comparison') {
      await page.getByRole('link', { name: 'Compare with another event' }).click();
      // On a telephone, the drawer is above the list.
      await page.getByRole('button', { name: 'Close the event' }).click();
      await page.locator('.event').nth(1).click();
    }
    await page.locator(ready).first().waitFor();
  };

  for (const view of VIEWS) {
    itInChromium(`${view[0]}: runs nothing, everybody can use it, and it fits a telephone`, async () => {
      await page.setViewportSize({ width: 1_280, height: 800 });
      await open(view);
      expect(await page.evaluate('window.ran')).toBeUndefined();
      expect(complaints).toEqual([]);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(WAIT_FOR_WIDTH)).toBe(390);
    });
  }
});
