import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { createHttpApi } from '../../src/http/api';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent } from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createStoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const toId = (digit: number) => `5e1f0000-0000-4000-8000-00000000000${digit}`;

describe('the explorer on calls without a record', () => {
  let dynamodb: TestDynamoDb;
  let bucket: LogBucket;
  let server: Server;
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    [dynamodb, bucket, browser] = await Promise.all([startDynamoDb(), startLogBucket(), launchChromium()]);
    const detail = { dataEventDetail: 'activity', machines: [] } as const;
    const { storeEvents, ...tables } = await createStoredAudit(dynamodb.client, {}, { detail, bucket });
    for (const file of [1, 2, 3]) {
      await storeEvents([dataEvent({ eventID: toId(file), eventTime: `2026-03-14T0${file}:00:00Z` })]);
    }
    const store = createDynamoDbStore({ ...tables, logFiles: createLogFileReader(bucket) });
    // An event of unknown time is found in the newest log file only.
    const log = openAuditLog({ ...store, fileBudget: 1 });
    server = createServer(getRequestListener(createHttpApi(log).fetch));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret of the test';
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    explorer = await startExplorer('--api', api, '--region', 'eu-west-1');
    page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    page.setDefaultTimeout(timeoutFor(1));
  });
  afterAll(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await browser?.close();
    await explorer?.stop();
    server?.close();
    server?.closeAllConnections();
    await Promise.all([dynamodb?.stop(), bucket?.close()]);
  });

  const open = async (fragment: string) => {
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  };
  const drawer = () => page.getByRole('complementary', { name: 'Event' });

  itInChromium('opens each that a search found, and its address opens it again', async () => {
    await open('#/search?table=Music&until=2026-03-14T02:00:00Z');
    await page.locator('.event').first().click();
    await drawer().getByText('No One You Know').first().waitFor();
    const address = String(await page.evaluate('location.hash'));
    expect(address).toContain(`event=${toId(1)}&at=2026-03-14T01%3A00%3A00Z`);
    await page.reload();
    await open(address);
    await drawer().getByText('No One You Know').first().waitFor();
  });

  itInChromium('says what a page of them took, and reads no more of them unasked', async () => {
    await open('#/search?table=Music');
    await page.getByText('1 event loaded, more below').waitFor();
    await page.getByText('These events are read from log files.').waitFor();
    await page.getByRole('button', { name: /Go on searching \(about 1 log file, 1 MB, \d+ read/ }).click();
    await page.getByText('2 events loaded, more below').waitFor();
  });

  itInChromium('says what was searched for one whose time is not known', async () => {
    await page.goto('about:blank');
    await open(`#/search?event=${toId(1)}`);
    await page
      .getByText(/Earlier ones were not searched\. Give the time and the table/)
      .first()
      .waitFor();
  });
});
