import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { completeFiles } from '../../src/ingest/complete-files';
import { HeldMemory } from '../../src/ingest/held-memory';
import type { FileToIngest, IngestContext } from '../../src/ingest/ingest-context';
import { ingestLogFile } from '../../src/ingest/ingest-log-file';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { encodeItems } from '../../src/store/items/item';
import { createDirectory } from '../../src/store/ledger/directory';
import { createLedger } from '../../src/store/ledger/ledger';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { removeStaleLinks } from '../../src/store/write/stale-links';
import { toAuditedEvent } from '../support/audited';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, logFile, tableArn } from '../support/events';
import { ledgerEntry, logFileKey } from '../support/ledger-entries';
import { createTables } from '../support/tables';

const UPGRADED_AT = '2026-03-20T12:00:00Z';
const SETTINGS = parseIngestSettings({});
const toFile = (delivered: string): FileToIngest => ({
  bucket: 'logs',
  key: logFileKey('111122223333', 'us-east-1', delivered),
  etag: 'e1',
});
const OLD = toFile('20260314T0915Z');
const NEW = toFile('20260320T1201Z');

describe('ingesting a log file that an earlier version may have ingested', () => {
  let dynamodb: TestDynamoDb;
  let tables: { audit: string; ledger: string };
  let context: IngestContext;
  const event = controlEvent({ eventName: 'DeleteTable' });

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
  });
  beforeEach(async () => {
    const { client } = dynamodb;
    tables = await createTables(client);
    async function* body() {
      yield logFile([event]);
    }
    context = {
      source: { open: async () => ({ body: body(), etag: 'e1' }) },
      settings: SETTINGS,
      writer: createBatchWriter(client, tables.audit),
      ledger: createLedger(client, tables.ledger),
      directory: createDirectory(client, tables.ledger),
      memory: new HeldMemory(),
      otherMeaning: {
        until: UPGRADED_AT,
        removeStaleLinks: (events, signal) => removeStaleLinks(client, tables.audit, events, signal),
      },
    };
  });
  afterAll(() => dynamodb.stop());

  const items = async () => {
    const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: tables.audit }));
    return Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  };
  const ingest = async (file: FileToIngest) => completeFiles([await ingestLogFile(file, context)], context);
  /** Stores the event as an earlier version has understood it: it names one more table. */
  const ingestEarlier = async (file: FileToIngest, meaningVersion: number | undefined) => {
    const { record, ...audited } = toAuditedEvent(event);
    const resources = [...record.resources, tableArn('Stale')];
    await context.writer.write(
      encodeItems({ ...audited, record: { ...record, resources }, source: file }, SETTINGS),
    );
    const day = file === OLD ? '2026-03-14' : '2026-03-20';
    await context.ledger.record(ledgerEntry({ ...file, day, meaningVersion }));
  };
  /** Names of the operations that are sent meanwhile. */
  const operationsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const sent: string[] = [];
    dynamodb.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          sent.push(commandName);
          return next(args);
        },
      { step: 'initialize', name: 'sent' },
    );
    await work();
    dynamodb.client.middlewareStack.remove('sent');
    return sent;
  };

  it('ends like a first ingest: link items that no longer apply are removed', async () => {
    await ingest(OLD);
    const expected = await items();
    await ingestEarlier(OLD, MEANING_VERSION - 1);
    expect(await items()).not.toEqual(expected);
    expect(await ingest(OLD)).toMatchObject([{ status: 'done' }]);
    expect(await items()).toEqual(expected);
  });

  it('reads the file again, though it is done with the same content', async () => {
    await ingestEarlier(OLD, MEANING_VERSION - 1);
    const again = { ...OLD, lookUpFirst: true };
    expect(await ingest(again)).toMatchObject([{ status: 'done' }]);
    expect(await ingest(again)).toEqual([{ status: 'already-done' }]);
  });

  it('looks for such link items only if the ledger has the file with another version', async () => {
    expect(await operationsOf(() => ingest(OLD))).toContain('QueryCommand');
    const before = await items();
    expect(await operationsOf(() => ingest(OLD))).not.toContain('BatchWriteItemCommand');
    expect(await items()).toEqual(before);
  });

  it('asks nothing about a file that was delivered after the upgrade', async () => {
    expect(await operationsOf(() => ingest(NEW))).not.toContain('QueryCommand');
  });
});
