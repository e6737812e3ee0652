import type { Hono } from 'hono';
import { problemSchema } from '../../src/http/answer-schemas';
import { createHttpApi } from '../../src/http/api';
import { filesSchema, statusSchema } from '../../src/http/file-answer-schemas';
import { createLedger } from '../../src/store/ledger/ledger';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { failedEntry, ledgerEntry } from '../support/ledger-entries';
import { createStoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let api: Hono;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  const audit = await createStoredAudit(dynamodb.client);
  const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
  await ledger.record(ledgerEntry());
  await ledger.record(ledgerEntry({ etag: 'e2', sha256: 'cd'.repeat(32) }));
  await ledger.record(
    ledgerEntry({
      key: 'AWSLogs/rejected.json.gz',
      counts: {
        read: 2,
        otherServices: 0,
        excluded: 0,
        duplicates: 0,
        audited: 1,
        recorded: 1,
        summarized: 0,
        rejected: 1,
      },
      rejected: [{ index: 1, reason: 'no eventName' }],
      tables: ['arn:aws:dynamodb:us-east-1:111122223333:table/Music'],
      firstEventTime: '2026-03-14T09:00:00Z',
      lastEventTime: '2026-03-14T09:10:00Z',
      versionId: 'v1',
    }),
  );
  await ledger.recordFailure(failedEntry({ key: 'AWSLogs/failed.json.gz' }));
  api = createHttpApi(audit.log);
});
afterAll(() => dynamodb.stop());

const getJson = async (path: string) => (await api.request(path)).json();

describe('GET /files', () => {
  it('lists log files in the shape it describes', async () => {
    const { records, notices } = filesSchema.parse(await getJson('/files'));
    expect(records.map(({ status }) => status).sort()).toEqual(['done', 'done', 'done', 'failed']);
    expect(notices).toHaveLength(1);
  });

  it('takes a status given twice as alternatives', async () => {
    const { records } = filesSchema.parse(await getJson('/files?status=failed&status=rejected'));
    expect(records.map(({ error, rejectedRecords }) => error ?? rejectedRecords).sort()).toEqual([
      [{ index: 1, reason: 'no eventName' }],
      'not gzip',
    ]);
  });

  it('pages by nextToken, with all contents of a file on one page', async () => {
    const pages: number[] = [];
    let token = '';
    do {
      const page = filesSchema.parse(await getJson(`/files?status=done&limit=1${token}`));
      if (page.records.length > 0) pages.push(page.records.length);
      token = page.nextToken === undefined ? '' : `&nextToken=${page.nextToken}`;
    } while (token);
    expect(pages.sort()).toEqual([1, 2]);
  });

  it.each([
    ['/files?status=lost', 'InvalidArgument', /status.*must be one of done, failed, rejected, altered/],
    ['/files?limit=1001', 'InvalidArgument', /limit/],
    ['/files?table=Music', 'InvalidArgument', /Unknown parameter "table"/],
    ['/files?nextToken=forged', 'InvalidCursor', /not issued by this audit/],
    [
      `/files?nextToken=${'a'.repeat(8_193)}`,
      'InvalidArgument',
      /nextToken must have at most 8192 characters/,
    ],
    ['/status?silentHours=0', 'InvalidArgument', /silentHours/],
  ])('%.40s is a bad request', async (path, code, detail) => {
    const problem = problemSchema.parse(await getJson(path));
    expect(problem).toMatchObject({ status: 400, code, detail: expect.stringMatching(detail) });
  });
});

describe('GET /status', () => {
  it('counts log files in the shape it describes', async () => {
    const status = statusSchema.parse(await getJson('/status'));
    expect(status.files).toEqual({ all: 3, done: 2, failed: 1, rejected: 1, altered: 1 });
    expect(status).toMatchObject({ unaccounted: 0, complete: true, entries: 4 });
  });
});
