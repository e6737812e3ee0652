import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible } from '../support/axe';
import { hasChromium, itInChromium, launchChromium } from '../support/chromium';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  controlEvent,
  dataEvent,
  denial,
  identities,
  logFile,
  OTHER_ACCOUNT,
  tableArn,
  tableResource,
} from '../support/events';
import { type RunningExplorer, startExplorer } from '../support/explorer';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(4));

const KEY = 'AKIALEAKEDEXAMPLE001';
const SESSION_KEY = 'ASIALEAKEDEXAMPLE001';
const CUSTOMERS = tableArn('Customers');
const ADDRESS = { sourceIPAddress: '203.0.113.66' };
const deploy = identities.assumedRole('deploy', 'release-7');
const leaked = identities.iamUser('build-agent', { accessKeyId: KEY });
const opened = identities.assumedRole('data-admin', 'build-agent', { accessKeyId: SESSION_KEY });
const reader = identities.assumedRole('reader', 'nightly');

/** A time on the day of the story. */
const at = (time: string) => ({ eventTime: `2026-03-14T${time}:00Z` });
const change = (time: string, eventName: string, userIdentity: object, request: object = {}) =>
  controlEvent({
    ...at(time),
    eventName,
    userIdentity,
    readOnly: false,
    requestParameters: { tableName: 'Customers', ...request },
  });
const onItems = (time: string, eventName: string, userIdentity: object, request: object = {}) =>
  dataEvent({
    ...at(time),
    eventName,
    userIdentity,
    requestParameters: { tableName: 'Customers', ...request },
    resources: [tableResource('Customers')],
  });

const EVENTS = [
  change('01:00', 'CreateTable', deploy),
  change('01:10', 'UpdateTable', deploy, { billingMode: 'PAY_PER_REQUEST' }),
  change('01:20', 'UpdateTable', deploy, { billingMode: 'PROVISIONED' }),
  change('01:30', 'CreateBackup', deploy, { backupName: 'first' }),
  {
    ...change('02:00', 'DeleteTable', leaked),
    ...denial(
      `User: arn:aws:iam::111122223333:user/build-agent is not authorized to perform: dynamodb:DeleteTable on resource: ${CUSTOMERS} because no identity-based policy allows the dynamodb:DeleteTable action`,
    ),
    ...ADDRESS,
  },
  { ...onItems('02:05', 'GetItem', leaked, { key: { customerId: 'c-17' } }), ...ADDRESS },
  { ...onItems('02:06', 'GetItem', leaked, { key: { customerId: 'c-18' } }), ...ADDRESS },
  { ...onItems('02:07', 'Scan', opened), ...ADDRESS },
  {
    ...change('02:10', 'ExportTableToPointInTime', opened, {
      tableArn: CUSTOMERS,
      s3Bucket: 'free-backups',
      s3BucketOwner: OTHER_ACCOUNT,
    }),
    ...ADDRESS,
  },
  {
    ...change('02:20', 'EnableKinesisStreamingDestination', opened, {
      streamArn: `arn:aws:kinesis:us-east-1:${OTHER_ACCOUNT}:stream/out`,
    }),
    ...ADDRESS,
  },
  onItems('03:00', 'GetItem', reader, { key: { customerId: 'c-19' } }),
  onItems('03:01', 'PutItem', reader, { key: { customerId: 'c-19' } }),
  // More changes than a story reads, each by another principal.
  ...Array.from({ length: 3_010 }, (_, index) =>
    controlEvent({
      eventTime: new Date(Date.parse('2026-03-10T00:00:00Z') + index * 1_000).toISOString(),
      eventName: 'UpdateTable',
      readOnly: false,
      userIdentity: identities.assumedRole(`service-${index % 2}`, 'task'),
      requestParameters: { tableName: 'Busy' },
    }),
  ),
];

describe('the stories', () => {
  const folder = temporaryFolder();
  const local = join(folder, 'data');
  let explorer: RunningExplorer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!hasChromium) return;
    writeFileSync(join(folder, 'log.json.gz'), logFile(EVENTS));
    await ddbAudit(['ingest', join(folder, 'log.json.gz'), '--local', local]);
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

  const open = async (fragment: string) => {
    await page.goto('about:blank');
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  };
  /** The lines of an answer, when they are there. */
  const answer = async (question: string) => {
    const answers = page.locator('.answers > div', { hasText: question });
    await answers.waitFor();
    return answers.locator('dd').allTextContents();
  };
  const expectAccessibleInBothThemes = async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  };
  const region = (name: string) => page.getByRole('region', { name, exact: true });

  itInChromium('tell the life of a table, from the overview to the event', async () => {
    await open('#/overview?since=2026-03-14');
    await page.getByRole('link', { name: 'Life of Customers', exact: true }).click();
    expect(await answer('Which data?')).toContain('Customers of account 111122223333 in us-east-1.');
    await page.getByText('of account 444455556666, which is not yours').first().waitFor();
    expect(await answer('Who?')).toEqual(
      expect.arrayContaining([
        'deploy: 4 changes.',
        'build-agent: 1 change, 2 reads.',
        'reader: 1 read, 1 write.',
      ]),
    );
    expect((await answer('How much?')).join(' ')).toMatch(/4 reads, 1 write.*1 Scan read it from end to end/);
    const left = await answer('Did it leave?');
    expect(left[0]).toContain(
      'is now copied to account 444455556666, which is not yours, 2026-03-14 02:20:00',
    );
    expect(left[1]).toContain('to bucket free-backups of account 444455556666');
    expect((await answer('Is it still going on?')).join(' ')).toMatch(
      /Changes are streamed: .*No call since ended it\. .*exported stays where it is/,
    );
    const steps = await region('What was done with it').locator('tbody tr td:nth-child(2)').allTextContents();
    expect(steps).toEqual(['Created', 'Changed', 'Backed up', 'Deleted', 'Exported', 'Streamed']);
    await page.getByText('UpdateTable, 2 times, until').waitFor();
    await expectAccessibleInBothThemes();

    await page.getByRole('link', { name: '2026-03-14 02:10:00', exact: true }).click();
    await page.getByRole('link', { name: 'The life of this table' }).click();
    await page.waitForURL(/#\/table\?table=arn/);
    expect(await page.textContent('.coverage')).toContain('no digest of this time was verified');
  });

  itInChromium('say where they stopped reading, and what they searched in vain', async () => {
    await open('#/table?table=Busy');
    await page.getByText('Only the newest 3,000 changes are shown.').waitFor();
    await page.getByText('The newest 500 of 3,000 steps.').waitFor();
    await open('#/table?table=Customers&until=2026-03-13');
    await page.getByText('Found no change of this table').waitFor();
    expect((await answer('Did it leave?'))[0]).toBe(
      'Found no export, copy, replica, stream or policy between the beginning and 2026-03-13 00:00:00.',
    );
    await open('#/table?table=Customer');
    await page.getByRole('alert').getByText('Did you mean').waitFor();
    complaints.length = 0; // The browser notes each answer with a status of 404.
  });

  itInChromium('tell what a leaked key touched, and what to revoke', async () => {
    await open('#/search?action=DeleteTable');
    await page.locator('.event').first().click();
    await page.getByRole('link', { name: 'All that this key touched' }).click();
    expect(await answer('Whose key is it?')).toEqual([
      'build-agent (IAMUser), arn:aws:iam::111122223333:user/build-agent.',
    ]);
    expect(await answer('What did it touch?')).toEqual([
      'Customers: 2 reads, 1 call on settings refused or failed.',
    ]);
    expect(await answer('Which items?')).toEqual(['2 calls that read or write items named 2 items.']);
    expect(await answer('When?')).toEqual([
      'First call: DeleteTable, 2026-03-14 02:00:00.',
      'Last call: GetItem, 2026-03-14 02:06:00.',
    ]);
    await page.getByText('It may be a session that this key opened.').waitFor();
    await region('Items that it named').getByText('customerId=c-18').waitFor();
    await expectAccessibleInBothThemes();
    const commands = () => region('What to revoke').locator('code').allTextContents();
    expect((await commands())[0]).toBe(
      `aws iam update-access-key --user-name build-agent --access-key-id ${KEY} --status Inactive`,
    );

    await page.getByRole('link', { name: SESSION_KEY }).click();
    await page.getByText('End all sessions of role data-admin').waitFor();
    expect((await commands())[0]).toMatch(/^aws iam put-role-policy --role-name data-admin .*DateLessThan/);
    expect((await answer('Which items?'))[1]).toContain(
      'may have touched items without naming them, such as Scan',
    );

    await open('#/access-key');
    await page.getByRole('textbox', { name: 'Access key ID' }).fill('AKIAOFNOBODYEXAMPLE1');
    await page.getByRole('button', { name: 'What did it touch?' }).click();
    await page.getByText('Found no call with this key between the beginning and now.').waitFor();
    await page.getByText('Only calls to DynamoDB, DynamoDB Streams and DAX are audited.').waitFor();
    expect(await commands()).toEqual([
      'aws iam get-access-key-last-used --access-key-id AKIAOFNOBODYEXAMPLE1',
    ]);
    expect(await page.textContent('.coverage')).toContain('no digest of this time was verified');
    complaints.length = 0; // The browser notes each answer with a status of 404.
  });

  itInChromium('tell what a principal did, and the policy that the command line gives, too', async () => {
    await open('#/principal?principal=reader');
    expect((await answer('How much?'))[0]).toBe(
      '2 calls: 2 reads and writes of items, 0 calls on resources and settings.',
    );
    await region('Operations').getByText('PutItem').waitFor();
    await page.getByRole('button', { name: 'Build it from its calls' }).click();
    const shown = JSON.parse((await page.locator('pre.command').textContent()) ?? '');
    const { stdout } = await ddbAudit(['policy', '--principal', 'reader', '--local', local]);
    expect(shown).toEqual(JSON.parse(stdout));
    expect(shown.Statement[0].Action).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    await expectAccessibleInBothThemes();
  });

  itInChromium('say who read an item, as a file and on paper', async () => {
    await open('#/item?table=Customers');
    await page.getByRole('textbox', { name: 'Key' }).fill('customerId=c-19');
    await page.getByRole('button', { name: 'Who touched it?' }).click();
    expect(await answer('Did anybody read it?')).toEqual([
      '1 call that named it read it, by reader.',
      '3 calls may have read it without naming it (Scan, ExportTableToPointInTime, EnableKinesisStreamingDestination), by data-admin.',
    ]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as JSON' }).click(),
    ]);
    const saved = JSON.parse(await text(await download.createReadStream()));
    expect(saved).toMatchObject({
      key: { customerId: 'c-19' },
      tables: [CUSTOMERS],
      named: [{ eventName: 'PutItem' }, { eventName: 'GetItem' }],
      notVisible: ['dax-cache', 'ttl'],
      coverage: { status: 'not-provable' },
      searched: { entries: expect.any(Number) },
      answers: expect.arrayContaining([expect.objectContaining({ question: 'Is that proven?' })]),
    });

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.getByRole('heading', { name: 'History of an item' }).waitFor();
    expect(await page.textContent('.printed')).toMatch(
      /"customerId":"c-19".*Asked at \d{4}-.*no digest of this time/s,
    );
    expect(await page.isVisible('.item-form')).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    await page.emulateMedia({ media: null });

    await page.getByRole('textbox', { name: 'Key' }).fill('customerId=c-20');
    await page.getByRole('button', { name: 'Who touched it?' }).click();
    await page.getByText('No. This does not prove that nobody read it.').waitFor();
    await expectAccessibleInBothThemes();
  });

  itInChromium('make the browser complain about nothing', () => expect(complaints).toEqual([]));
});

describe('the story of a leaked key in a deployed audit without activity entries', () => {
  let dynamodb: TestDynamoDb;
  let explorer: RunningExplorer;
  let browser: Browser;

  beforeAll(async () => {
    if (!hasChromium) return;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    dynamodb = await startDynamoDb();
    const { storeEvents, tableName, ledgerTableName } = await createStoredAudit(
      dynamodb.client,
      {},
      { entriesSince: false },
    );
    await storeEvents(
      EVENTS.filter(({ requestParameters }) => JSON.stringify(requestParameters).includes('Cust')),
    );
    [explorer, browser] = await Promise.all([
      startExplorer(
        ...['--table-name', tableName, '--ledger-table-name', ledgerTableName],
        ...['--endpoint-url', dynamodb.endpoint, '--region', 'us-east-1'],
      ),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
    await dynamodb?.stop();
  });

  itInChromium('finds reads and writes, which no index has by access key, by the principals', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(timeoutFor(0.5));
    await page.goto(`${explorer.url}/#token=${explorer.token}`);
    await page.evaluate(`location.hash = '#/access-key?accessKey=${SESSION_KEY}'`);
    await page.getByText('They were found among the calls of the principals').waitFor();
    await page.getByText('Customers: 1 read, 2 changes.').waitFor();
    await page.getByText('1 call may have touched items without naming them, such as Scan.').waitFor();
    await page.close();
  });
});
