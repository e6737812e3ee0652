import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createHttpApi } from '../../src/http/api';
import { coverageSchema } from '../../src/http/coverage-schemas';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { coverageDayKey } from '../../src/store/ledger/coverage-day-item';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { createTrailLedger } from '../../src/store/ledger/trails';
import { ddbAudit, parseLines, type Ran } from '../support/command-line';
import { daysOf, type Hour, hourTime, rangeOf, TRAIL } from '../support/coverage';
import { startDynamoDb, type TestDynamoDb, testClient } from '../support/dynamodb';
import { controlEvent, dataEvent, identities } from '../support/events';
import { measureRequests } from '../support/measured-requests';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { trailLogging } from '../support/trail-logging';

let dynamodb: TestDynamoDb;
const environment = process.env;
beforeAll(async () => {
  process.env = {
    ...environment,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  dynamodb = await startDynamoDb();
});
afterAll(async () => {
  await dynamodb.stop();
  process.env = environment;
});

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const ETL = identities.assumedRole('etl', 'job-1');
const ASKED = { table: ['Music'], since: '2026-03-14T02:00:00Z', until: '2026-03-14T20:00:00Z' };
const FLAGS = ['--table', 'Music', '--since', ASKED.since, '--until', ASKED.until];
const whole = Array.from({ length: 30 }, (): Hour => ['intact', 'intact']);

/** An audit of one place, of which everything is known, with some hours instead of others. */
async function createAudit(
  hours: readonly Hour[] = whole,
  settings = {},
  firstHour = 0,
): Promise<StoredAudit> {
  const audit = await createStoredAudit(dynamodb.client, settings);
  await audit.storeEvents([
    dataEvent({ eventTime: '2026-03-14T03:00:00Z', userIdentity: ETL }),
    controlEvent({ eventTime: '2026-03-14T04:00:00Z' }),
  ]);
  await createTrailLedger(dynamodb.client, audit.ledgerTableName).add(trailLogging());
  await createCoverageLedger(dynamodb.client, audit.ledgerTableName).record({
    ...{ ...PLACE, trail: TRAIL, folder: 's3://trail-logs/AWSLogs/' },
    range: rangeOf(hours, firstHour),
    days: daysOf(hours, {}, firstHour),
  });
  return audit;
}

const toPlace = ({ tableName, ledgerTableName }: StoredAudit) => [
  ...['--table-name', tableName, '--ledger-table-name', ledgerTableName],
  ...['--endpoint-url', dynamodb.endpoint],
];
const search = (audit: StoredAudit, ...flags: string[]) =>
  ddbAudit(['search', ...toPlace(audit), ...FLAGS, ...flags]);

const PROVEN_LINES =
  'Nothing CloudTrail delivered until 2026-03-14 20:00 UTC is missing: 20 chained digests name 40 files, all ' +
  'ingested unchanged.\nReads and writes of items of Music: logged since 2026-03-01. Reads and writes in ' +
  'management events: logged since 2026-03-01.\n';

describe('an answer of which everything is known', () => {
  let audit: StoredAudit;
  beforeAll(async () => {
    audit = await createAudit();
  });

  it('is proven, in the client', async () => {
    const { records, coverage } = await audit.log.page(ASKED);
    expect(records).toHaveLength(2);
    expect(coverage).toMatchObject({
      status: 'proven',
      since: ASKED.since,
      until: ASKED.until,
      deliveredUntil: ASKED.until,
      places: { expected: 1, proven: 1, exceptions: [] },
      logged: { status: 'logged', since: '2026-03-01T00:00:00Z' },
      excluded: [],
      reasons: [],
    });
    expect(await audit.log.coverage(ASKED)).toEqual(coverage);
    expect((await audit.log.summary(ASKED, { by: 'action' })).coverage).toEqual(coverage);
  });

  it('says so over HTTP', async () => {
    const api = createHttpApi(audit.log);
    const parameters = new URLSearchParams({ table: 'Music', since: ASKED.since, until: ASKED.until });
    for (const path of [`/events?${parameters}`, `/summary?by=action&${parameters}`]) {
      const { coverage } = (await (await api.request(path)).json()) as { coverage: unknown };
      expect(coverageSchema.parse(coverage)).toMatchObject({ status: 'proven' });
    }
    const refused = await api.request(`/events?lateness=0&${parameters}`);
    expect(refused.status).toBe(400);
  });

  it('says so in JSON on the command line', async () => {
    const { stdout } = await search(audit, '--output', 'json');
    expect(JSON.parse(stdout).coverage).toMatchObject({ status: 'proven', digests: 20, files: 40 });
    const summary = await ddbAudit(['summary', ...toPlace(audit), ...FLAGS, '--by', 'action']);
    expect(JSON.parse(summary.stdout).coverage.status).toBe('proven');
  });

  it.each(['table', 'ndjson', 'csv'])('says so in two lines on stderr beside %s', async (format) => {
    const { stderr } = await search(audit, '--output', format, '--limit', '1');
    expect(stderr).toContain(PROVEN_LINES);
  });

  it('has only records on stdout, one a line', async () => {
    expect(parseLines(await search(audit, '--output', 'ndjson'))).toHaveLength(2);
  });

  it('is the first that an empty answer says', async () => {
    const { stdout, stderr } = await search(audit, '--action', 'DeleteTable', '--output', 'ndjson');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Nothing CloudTrail delivered until .*\n.*\nNo matching records between /);
  });

  it('costs two queries more, and none within the next minute', async () => {
    const client = testClient(dynamodb.endpoint);
    const requests = measureRequests(client);
    const { tableName, ledgerTableName } = audit;
    const log = createAuditLog({ client, tableName, ledgerTableName });
    await log.coverage({ ...ASKED, table: ['arn:aws:dynamodb:us-east-1:111122223333:table/Music'] });
    expect(requests.names().filter((name) => name === 'Query')).toHaveLength(2);
    requests.clear();
    await log.page({ ...ASKED, table: ['arn:aws:dynamodb:us-east-1:111122223333:table/Music'] });
    expect(requests.names()).toEqual([]);
  });
});

/** Follows the audit until this is shown, and for several polls more. */
function tail(audit: StoredAudit, since: string, isShown: (printed: string) => boolean): Promise<Ran> {
  const interruption = new AbortController();
  let printed = '';
  const onPrinted = (piece: string) => {
    printed += piece;
    if (isShown(printed)) setTimeout(() => interruption.abort(), 700);
  };
  return ddbAudit(['tail', ...toPlace(audit), '--table', 'Music', '--since', since, '--interval', '0.1'], {
    signal: interruption.signal,
    onOutput: onPrinted,
    onMessage: onPrinted,
  });
}

it('tail says once what is known until the last digest', async () => {
  const hoursAgo = Math.floor((Date.now() - Date.parse(hourTime(0))) / 3_600_000) - whole.length;
  const audit = await createAudit(whole, {}, hoursAgo);
  const isShown = (printed: string) => printed.includes('Nothing CloudTrail delivered until ');
  const { stderr } = await tail(audit, '20h', isShown);
  const lines = stderr.split('\n').filter((line) => line.startsWith('Nothing CloudTrail delivered until '));
  expect(lines).toEqual([expect.stringMatching(/ No digest covers what was delivered later\.$/)]);
});

describe('an answer that lacks something', () => {
  it('names the place and what to run', async () => {
    const audit = await createAudit(whole.with(9, ['intact', 'altered']));
    const { coverage } = await audit.log.page(ASKED);
    expect(coverage).toMatchObject({
      status: 'incomplete',
      places: { expected: 1, proven: 0, exceptions: [{ ...PLACE, since: hourTime(9), until: hourTime(10) }] },
    });
    const { stderr } = await search(audit);
    expect(stderr).toMatch(
      /^Incomplete: A log file is missing, changed .* 111122223333 us-east-1 from 2026-03-14T09:00:48Z .*use ddb-audit verify TRAIL --since 2026-03-14T09:00:48Z --until 2026-03-14T10:00:48Z --account 111122223333 --event-region us-east-1\.$/m,
    );
  });

  it('does not concern a question about other hours', async () => {
    const audit = await createAudit(whole.with(22, 'missing'));
    expect((await audit.log.page(ASKED)).coverage.status).toBe('proven');
    // With a margin of three hours, the digest that is missing may name files of the range.
    expect((await audit.log.page(ASKED, { lateness: 180 })).coverage.status).toBe('incomplete');
  });

  it('names an excluded principal, if the question concerns it', async () => {
    const audit = await createAudit(whole, { excludePrincipals: ['arn:aws:iam::111122223333:role/backup*'] });
    expect((await audit.log.page(ASKED)).coverage).toMatchObject({
      status: 'not-provable',
      excluded: ['principal arn:aws:iam::111122223333:role/backup*'],
    });
    expect((await search(audit)).stderr).toContain(
      ' Not in the audit: principal arn:aws:iam::111122223333:role/backup*.\n',
    );
    expect((await audit.log.page({ ...ASKED, principal: ['etl'] })).coverage.status).toBe('proven');
  });
});

describe('if coverage cannot be read', () => {
  let audit: StoredAudit;
  beforeAll(async () => {
    audit = await createAudit();
    const key = coverageDayKey({ ...PLACE, day: '2026-03-14', trail: 'broken' });
    await DynamoDBDocumentClient.from(dynamodb.client).send(
      new PutCommand({ TableName: audit.ledgerTableName, Item: { ...key, coverage: 'x' } }),
    );
  });

  it('an answer has its records, and says that it does not know', async () => {
    const { records, coverage, notices } = await audit.log.page(ASKED);
    expect(records).toHaveLength(2);
    expect(coverage).toMatchObject({
      status: 'not-provable',
      reasons: ['Coverage could not be read, so it is not known how complete the answer is.'],
    });
    expect(notices).toEqual([
      expect.stringMatching(/^Coverage could not be read: Not a day of coverage: .*#broken\.$/),
    ]);
  });

  it('the client throws if only that was asked', async () => {
    await expect(audit.log.coverage(ASKED)).rejects.toMatchObject({ code: 'InvalidItem' });
  });

  it('the command line prints the records, and says it', async () => {
    const { exitCode, stdout, stderr } = await search(audit, '--output', 'ndjson');
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^Coverage could not be read: /);
    expect(stderr).not.toContain('Nothing CloudTrail delivered');
  });

  it('tail goes on, and says it once', async () => {
    const isShown = (printed: string) =>
      printed.includes('Coverage could not be read: ') && printed.split('"eventId"').length === 3;
    const { stdout, stderr } = await tail(audit, ASKED.since, isShown);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr.match(/^Coverage could not be read: /gm)).toHaveLength(1);
  });
});

it('refuses a lateness out of bounds', async () => {
  const audit = await createAudit();
  await expect(audit.log.page(ASKED, { lateness: 1_441 })).rejects.toMatchObject({
    code: 'InvalidArgument',
    message: 'lateness must be between 1 and 1440, but is 1441.',
  });
  expect((await search(audit, '--lateness', 'soon')).exitCode).toBe(252);
});
