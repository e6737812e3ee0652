import type { Page } from 'playwright-core';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { auditRecord } from '../support/audit-records';
import { hasChromium, itInChromium } from '../support/chromium';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { createStoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';
import { type DeployedExplorer, startDeployedExplorer } from './deployed-explorer';

jest.setTimeout(timeoutFor(6));

/** More than one answer reads, whose bound is lower here than the 20,000 entries of a deployment. */
const EVENTS = 1_500;
const ENTRY_BUDGET = 500;
const START = Date.parse('2026-03-14T00:00:00Z');

const RECORDS = Array.from({ length: EVENTS }, (_, index) =>
  auditRecord({
    eventId: `5e1f0000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    eventTime: new Date(START + index * 60_000).toISOString().replace('.000', ''),
    sourceIp: `192.0.2.${index % 3}`,
  }),
);
const [TABLE = ''] = RECORDS[0]!.resources;

describe('the explorer on a deployed audit', () => {
  let dynamodb: TestDynamoDb;
  let explorer: DeployedExplorer;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    dynamodb = await startDynamoDb();
    const { client, tableName, ledgerTableName, storeRecords } = await createStoredAudit(dynamodb.client);
    await storeRecords(RECORDS);
    const store = createDynamoDbStore({ client, tableName, ledgerTableName });
    const log = openAuditLog({ ...store, entryBudget: ENTRY_BUDGET });
    explorer = await startDeployedExplorer(log);
    page = explorer.page;
  });
  afterAll(async () => {
    await explorer?.stop();
    await dynamodb?.stop();
  });

  const open = (fragment: string) => explorer.open(fragment);

  itInChromium('counts everything over time, and lists what only activity entries find', async () => {
    await open('#/search');
    await page.getByText('1,500 events', { exact: true }).waitFor();
    await page.locator('.event').first().waitFor();
    await page.getByText('Calls of the data plane are counted from activity entries').first().waitFor();
  });

  itInChromium(
    'says of how many events it counted the newest, at what price it counts more, and does',
    async () => {
      await open(`#/search?table=${encodeURIComponent(TABLE)}`);
      await page.locator('.event').first().waitFor();
      await page.locator('summary', { hasText: /^Source address$/ }).click();
      const facet = page.locator('.facet', { hasText: 'Source address' });
      await facet.getByText(/^Newest [\d,]+ of 1,500, since 2026-03-14 /).waitFor();
      await facet.getByRole('button', { name: /^Count more \(about [\d,]+ read units\)$/ }).click();
      await facet.getByRole('button', { name: /^192\.0\.2\.0 500$/ }).waitFor();
      expect(await facet.getByText('Newest').count()).toBe(0);
    },
  );
});
