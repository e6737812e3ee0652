import { foldFindings } from '../../src/assure/coverage/fold-findings';
import { type CoverageDay, NO_TRAIL } from '../../src/assure/coverage/known-coverage';
import type { FileFinding } from '../../src/assure/finding';
import { filesSchema, statusSchema } from '../../src/http/file-answer-schemas';
import type { AuditLog } from '../../src/query/audit-log';
import type { AuditStore } from '../../src/query/audit-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { findUnreferenced, toDeliveries } from '../../src/query/unreferenced-files';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { createLedger } from '../../src/store/ledger/ledger';
import { ddbAudit, parseLines } from '../support/command-line';
import { ASSESSED_AT, findingsOf, type Hour, rangeOf, TRAIL } from '../support/coverage';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { ledgerEntry } from '../support/ledger-entries';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const HOURS: readonly Hour[] = [['intact', 'unreferenced'], ['intact']];
const PLACE = { accountId: '111122223333', region: 'us-east-1' };
/** What was ingested on the days of the digests. */
const ASKED = { since: '2026-03-14', until: '2026-03-16' };

/** Findings of a verification: what it says of a file that no digest names has no trail. */
const FINDINGS = findingsOf(HOURS).map((finding) => {
  if (finding.kind !== 'file' || finding.state !== 'unreferenced') return finding;
  const { trail: _trail, covers: _covers, ...unnamed } = finding;
  return unnamed;
});
const DAYS = foldFindings(FINDINGS, { now: ASSESSED_AT, range: rangeOf(HOURS) });
const FILES = FINDINGS.filter((finding): finding is FileFinding => finding.kind === 'file');
const toKey = ({ object }: FileFinding) => object.replace('s3://trail-logs/', '');
const UNREFERENCED = FILES.filter(({ state }) => state === 'unreferenced').map(toKey);

describe('files that no digest names', () => {
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;
  let unverified: AuditLog;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    audit = await createStoredAudit(dynamodb.client);
    ({ log: unverified } = await createStoredAudit(dynamodb.client));
    const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
    for (const file of FILES) await ledger.record(ledgerEntry({ key: toKey(file) }));
    await createCoverageLedger(dynamodb.client, audit.ledgerTableName).record({
      ...{ ...PLACE, trail: TRAIL, folder: 's3://trail-logs/AWSLogs/' },
      ...{ range: rangeOf(HOURS), days: DAYS },
    });
  });
  afterAll(() => dynamodb.stop());

  it('are listed if they are asked for', async () => {
    const page = await audit.log.filesPage({ status: ['unreferenced'], ...ASKED });
    expect(UNREFERENCED).toHaveLength(1);
    expect(page.records.map(({ key }) => key)).toEqual(UNREFERENCED);
    expect(filesSchema.parse(page).records[0]).toMatchObject({ status: 'done', unreferenced: true });
    const streamed: string[] = [];
    for await (const { key } of audit.log.files({ status: ['unreferenced'], ...ASKED })) streamed.push(key);
    expect(streamed).toEqual(UNREFERENCED);
  });

  it('are listed beside others, each with what it is', async () => {
    const { records } = await audit.log.filesPage({ status: ['done', 'unreferenced'], ...ASKED });
    expect(records.filter(({ unreferenced }) => unreferenced).map(({ key }) => key)).toEqual(UNREFERENCED);
    expect(records).toHaveLength(FILES.length);
  });

  it.each([
    ['another account', { account: ['444455556666'] }],
    ['another Region', { eventRegion: ['eu-west-1'] }],
    ['another time', { since: '2026-03-20', until: '2026-03-21' }],
  ])('are not those of %s', async (_, query) => {
    const { records } = await audit.log.filesPage({ status: ['unreferenced'], ...ASKED, ...query });
    expect(records).toEqual([]);
  });

  it('are said to be unknown where no digest was verified', async () => {
    const { records, notices } = await unverified.filesPage({ status: ['unreferenced'], ...ASKED });
    expect(records).toEqual([]);
    expect(notices[0]).toMatch(/^Files that no digest names are not known/);
    expect((await unverified.status()).files.unreferenced).toBeUndefined();
  });

  it('are listed by the command line', async () => {
    const environment = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    const ran = await ddbAudit([
      ...['files', '--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
      ...['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint, '--output', 'ndjson'],
      ...['--status', 'unreferenced', '--since', ASKED.since, '--until', ASKED.until],
    ]);
    process.env = environment;
    expect(parseLines(ran).map(({ key }) => key)).toEqual(UNREFERENCED);
  });
});

describe('findUnreferenced', () => {
  const [day] = DAYS as [CoverageDay];
  const deliveries = { since: '2026-03-14T00:00:00Z', until: '2026-03-16T00:00:00Z' };
  const exception = { ...PLACE, ...deliveries, state: 'unreferenced' as const };
  const known = {
    ...{ expected: 30, proven: 0, exceptionsOmitted: 0, expectedPlaces: [], digests: 2, files: 3 },
    ...{ comparedWith: 'ledger' as const, latenessSeconds: 0, exceptions: [exception, exception] },
  };
  const storeOf = (days: readonly CoverageDay[], asked: unknown[] = []) =>
    ({
      coverageDays: async (...args: unknown[]) => {
        asked.push(args.slice(0, 2));
        return days;
      },
    }) as unknown as AuditStore;

  it('reads the days of each place that is not proven once', async () => {
    const asked: unknown[] = [];
    await findUnreferenced(storeOf([day], asked), deliveries, known);
    expect(asked).toEqual([[PLACE, { first: '2026-03-14', last: '2026-03-16' }]]);
  });

  it('says that a day has more exceptions than it lists', async () => {
    const { notices } = await findUnreferenced(
      storeOf([{ ...day, exceptionsOmitted: 3 }]),
      deliveries,
      known,
    );
    expect(notices).toEqual([
      'Some days have more than 20 exceptions; others are not listed. To find all, use ddb-audit verify.',
    ]);
  });

  it('says that more places are not proven than it looked at', async () => {
    const { notices } = await findUnreferenced(storeOf([day]), deliveries, {
      ...known,
      exceptionsOmitted: 15,
    });
    expect(notices).toEqual([expect.stringContaining('in 20 of 35 accounts and Regions')]);
  });

  it('reads all days of a data folder, whose files have no bucket', async () => {
    const inFolder = (found: readonly CoverageDay[]) =>
      findUnreferenced({ deliveries: async () => found } as unknown as AuditStore, deliveries, undefined);
    expect(await inFolder([day])).toEqual({ objects: new Set(UNREFERENCED), notices: [] });
    const { objects, notices } = await inFolder([{ ...day, trail: NO_TRAIL }]);
    expect({ objects, notices }).toEqual({
      objects: undefined,
      notices: [expect.stringMatching(/^Files that no digest names are not known/)],
    });
  });

  it.each([
    [{}, '2026-02-12T12:00:00Z', '2026-03-15T12:00:00Z'],
    [{ since: '2026-03-10T00:00:00Z' }, '2026-03-09T00:00:00Z', '2026-03-15T12:00:00Z'],
    [{ until: '2026-03-12T00:00:00Z' }, '2026-02-09T00:00:00Z', '2026-03-12T00:00:00Z'],
    [{ until: '2027-01-01T00:00:00Z' }, '2026-02-12T12:00:00Z', '2026-03-15T12:00:00Z'],
  ])('looks at the deliveries of files that were ingested in %j', (range, since, until) => {
    expect(toDeliveries(range, Date.parse('2026-03-15T12:00:00Z'))).toEqual({ since, until });
  });
});

describe('the number of unreferenced files in a status', () => {
  it('is that of the files that the ledger has', async () => {
    const [day] = DAYS as [CoverageDay];
    const [key = ''] = UNREFERENCED;
    const store = {
      coverage: async () => ({
        ...{ expected: 1, proven: 0, exceptionsOmitted: 0, expectedPlaces: [], digests: 2, files: 3 },
        ...{ comparedWith: 'ledger', latenessSeconds: 0 },
        exceptions: [{ ...PLACE, since: day.day, until: day.day, state: 'unreferenced' }],
      }),
      coverageDays: async () => [day],
      async *files() {
        yield { files: [{ entries: [ledgerEntry({ key })] }, { entries: [ledgerEntry()] }], entries: 2 };
      },
    } as unknown as AuditStore;
    const status = statusSchema.parse(await openAuditLog(store).status());
    expect(status.files).toEqual({ all: 2, done: 2, failed: 0, rejected: 0, altered: 0, unreferenced: 1 });
  });
});
