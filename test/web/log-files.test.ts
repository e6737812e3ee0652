import type { Page } from 'playwright-core';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { hasChromium, itInChromium } from '../support/chromium';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent } from '../support/events';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createStoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';
import { type DeployedExplorer, startDeployedExplorer } from './deployed-explorer';

jest.setTimeout(timeoutFor(6));

const toId = (digit: number) => `5e1f0000-0000-4000-8000-00000000000${digit}`;

describe('the explorer on calls without a record', () => {
  let dynamodb: TestDynamoDb;
  let bucket: LogBucket;
  let explorer: DeployedExplorer;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
    const detail = { dataEventDetail: 'activity', machines: [] } as const;
    const { storeEvents, ...tables } = await createStoredAudit(dynamodb.client, {}, { detail, bucket });
    for (const file of [1, 2, 3]) {
      await storeEvents([dataEvent({ eventID: toId(file), eventTime: `2026-03-14T0${file}:00:00Z` })]);
    }
    const store = createDynamoDbStore({ ...tables, logFiles: createLogFileReader(bucket) });
    // An event of unknown time is found in the newest log file only.
    const log = openAuditLog({ ...store, fileBudget: 1 });
    explorer = await startDeployedExplorer(log);
    page = explorer.page;
  });
  afterAll(async () => {
    await explorer?.stop();
    await Promise.all([dynamodb?.stop(), bucket?.close()]);
  });

  const open = (fragment: string) => explorer.open(fragment);
  const drawer = () => page.getByRole('complementary', { name: 'Event' });

  itInChromium('opens each that a search found, and its address opens it again', async () => {
    await open('#/search?table=Music&until=2026-03-14T02:00:00Z');
    await page.getByRole('button', { name: 'Read 1 log file' }).click();
    await page.locator('.event').first().click();
    await drawer().getByText('No One You Know').first().waitFor();
    const address = String(await page.evaluate('location.hash'));
    expect(address).toContain(`event=${toId(1)}&at=2026-03-14T01%3A00%3A00Z`);
    await page.reload();
    await open(address);
    await drawer().getByText('No One You Know').first().waitFor();
  });

  itInChromium('says what a page of them takes before it reads them, and reads no more unasked', async () => {
    bucket.requests.length = 0;
    await open('#/search?table=Music');
    await page.getByText('0 events loaded, more below').waitFor();
    await page
      .getByText(/can be in log files\. The next page reads up to 3 log files, 256 MB at most, \d+ read/)
      .waitFor();
    expect(bucket.requests).toEqual([]);
    await page.getByRole('button', { name: 'Read 3 log files' }).click();
    await page.getByText('1 event loaded, more below').waitFor();
    await page.getByText(/up to \d log files, about 1 MB, .* So far, 1 log file was read\./).waitFor();
    expect(bucket.requests).toHaveLength(1);
    await page.getByRole('button', { name: /^Read \d log files$/ }).click();
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
