import { setMaxListeners } from 'node:events';
import { completeFiles } from '../../src/ingest/complete-files';
import type { FileAttempt, StoredFile } from '../../src/ingest/ingest-log-file';
import { createDirectory } from '../../src/store/ledger/directory';
import { createLedger } from '../../src/store/ledger/ledger';
import { auditRecord, namedBy } from '../support/audit-records';
import { type FaultyDynamoDb, refusal, startFaultyDynamoDb } from '../support/faulty-dynamodb';

const COUNTS = {
  read: 1,
  otherServices: 0,
  excluded: 0,
  duplicates: 0,
  audited: 1,
  recorded: 1,
  summarized: 0,
  rejected: 0,
};

/** A stored file whose record names a table. */
const stored = (key: string, ...tables: string[]): StoredFile => ({
  status: 'stored',
  isAltered: false,
  entry: {
    bucket: 'logs',
    key,
    accountId: '111122223333',
    region: 'us-east-1',
    day: '2026-03-14',
    etag: 'e',
    counts: COUNTS,
    status: 'done',
    finishedAt: '2026-03-14T09:30:00.000Z',
  },
  named: namedBy([
    auditRecord({
      resources: tables.map((table) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}`),
    }),
  ]),
});

describe('completing files', () => {
  let dynamoDb: FaultyDynamoDb;
  const start = async (answer: Parameters<typeof startFaultyDynamoDb>[0]) => {
    dynamoDb = await startFaultyDynamoDb(answer);
    const { client } = dynamoDb;
    return { directory: createDirectory(client, 'ledger'), ledger: createLedger(client, 'ledger') };
  };
  afterEach(() => dynamoDb.stop());
  const statuses = async (attempts: FileAttempt[], context: Parameters<typeof completeFiles>[1]) =>
    (await completeFiles(attempts, context)).map(({ status }) => status);

  it('writes each value that they name once, before any ledger entry', async () => {
    const context = await start(() => ({ body: {} }));
    const files = [stored('a', 'Music'), stored('b', 'Music'), stored('c', 'Music')];
    await expect(statuses(files, context)).resolves.toEqual(['done', 'done', 'done']);
    const operations = dynamoDb.requests.map(({ operation }) => operation);
    expect(operations).toEqual(['BatchGetItem', ...Array(5).fill('PutItem'), 'BatchWriteItem']);
  });

  it('fails only the file that names a value that DynamoDB refuses', async () => {
    const context = await start(({ text }) =>
      text.includes('Poison') ? refusal('ValidationException') : { body: {} },
    );
    const files = [stored('a', 'Music'), stored('b', 'Poison'), stored('c', 'Movies')];
    await expect(statuses(files, context)).resolves.toEqual(['done', 'failed', 'done']);
    const notes = dynamoDb.requests.filter(({ text }) => text.includes('attribute_not_exists(#status)'));
    expect(notes.map(({ text }) => JSON.parse(text).Item.entry.S)).toEqual(['b']);
  });

  it('ends when it is aborted, and reports what is not done as failed', async () => {
    const context = await start(() => 'hang');
    const completionSignal = AbortSignal.timeout(50);
    await expect(statuses([stored('a', 'Music')], { ...context, completionSignal })).resolves.toEqual([
      'failed',
    ]);
  });

  it('completes the other files before one that names more than there is time for', async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal); // As the signals of an invocation.
    const context = await start(({ text }) => {
      if (text.includes('Many-1000"')) controller.abort();
      return { body: {} };
    });
    const many = stored('many', ...Array.from({ length: 6_000 }, (_, table) => `Many-${table}`));
    const files = [stored('a', 'Music'), many, stored('b', 'Movies')];
    const completing = statuses(files, { ...context, completionSignal: controller.signal });
    await expect(completing).resolves.toEqual(['done', 'failed', 'done']);
  });

  it('leaves other outcomes as they are, in order', async () => {
    const context = await start(() => ({ body: {} }));
    const skipped: FileAttempt = { status: 'already-done' };
    await expect(statuses([skipped, stored('a', 'Music'), skipped], context)).resolves.toEqual([
      'already-done',
      'done',
      'already-done',
    ]);
  });
});
