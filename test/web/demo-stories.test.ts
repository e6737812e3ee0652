import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { ingestTrail } from '../support/samples';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(4));

describe('the stories of the demo trail', () => {
  const local = join(temporaryFolder(), 'demo');
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!hasChromium) return;
    await ingestTrail(local);
    [explorer, browser] = await Promise.all([startExplorer('--local', local), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    page.setDefaultTimeout(timeoutFor(0.5));
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
  });

  const open = (fragment: string) => page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  const see = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const expectIncomplete = () => page.locator('.coverage-incomplete').waitFor();

  itInChromium('a table that was exported to another account, and deleted', async () => {
    await open('#/table?table=arn:aws:dynamodb:us-east-1:111122223333:table/Customers');
    await see('Export of Customers to bucket free-backups of account 444455556666, which is not yours');
    await see('Customers was deleted, 2026-03-14 02:27:09.');
    await see('A full copy was restored as Customers-restored');
    await see(/There may be replicas: All data of Customers is now copied to eu-west-1/);
    await expectIncomplete();
  });

  itInChromium('a leaked key that was used from three networks', async () => {
    await open('#/access-key?accessKey=AKIABUILDEXAMPLE0001');
    await see('build-agent (IAMUser), arn:aws:iam::111122223333:user/build-agent.');
    await see('203.0.113.67: 1 call.');
    await see('Last call: GetItem, 2026-03-15 03:12:44.');
    await see(/key ASIADATAADMINEXAMPLE, \d+ calls\. It may be a session that this key opened\./);
    await see('customerId=c-1');
    await expectIncomplete();
  });

  itInChromium('its user, with the policy that it would need', async () => {
    await open('#/principal?principal=build-agent');
    await see('2 denied calls.');
    await page.getByRole('button', { name: 'Build it from its calls' }).click();
    await see(/"dynamodb:GetItem"/);
  });

  itInChromium('an item that a person read, and one that nobody can be proven not to have read', async () => {
    await open('#/item?table=Customers');
    const ask = async (key: string) => {
      await page.getByRole('textbox', { name: 'Key' }).fill(key);
      await page.getByRole('button', { name: 'Who touched it?' }).click();
    };
    await ask('customerId=c-3');
    await see(/that named it read it, by AWSReservedSSO_Support/);
    await ask('customerId=of nobody');
    await see('No. This does not prove that nobody read it.');
    await see('A log file is missing, changed or not completely ingested');
    await expectIncomplete();
  });
});
