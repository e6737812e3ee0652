import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from '../../../src/local/duckdb/database';
import { sqlPath } from '../../../src/local/duckdb/sql-text';
import { EXPORT_COLUMNS } from '../../../src/local/export/export-columns';
import { exportParquet } from '../../../src/local/export/export-parquet';
import { ingestFiles } from '../../../src/local/ingest/ingest-files';
import { openLocalAudit } from '../../../src/local/open-local-audit';
import type { AuditStore } from '../../../src/query/audit-store';
import { createDynamoDbStore } from '../../../src/query/dynamodb/dynamodb-store';
import type { EventVariant } from '../../../src/query/event-variant';
import { toAuditedEvent } from '../../support/audited';
import { openTestDatabase } from '../../support/data-folders';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { controlEvent, dataEvent, EVENT_TIME, identities, nextEventId, tableArn } from '../../support/events';
import { createStoredAudit } from '../../support/stored-audit';
import { temporaryFolder } from '../../support/temporary-folder';

const parent = temporaryFolder();
let dynamodb: TestDynamoDb;
let database: Database;
beforeAll(async () => {
  [dynamodb, database] = await Promise.all([startDynamoDb(), openTestDatabase()]);
});
afterAll(async () => {
  database.close();
  await dynamodb.stop();
});

const readParquet = async (file: string, columns = '*') => {
  const result = await database.connection.runAndReadAll(
    `SELECT ${columns} FROM read_parquet(${sqlPath(file)}) ORDER BY "eventId", "contentHash"`,
  );
  return result.getRowObjectsJson();
};

const toVariant = (event: Record<string, unknown>, original?: Buffer): EventVariant => {
  const audited = toAuditedEvent(event);
  const source = { bucket: 'logs', key: 'AWSLogs/one.json.gz' };
  return { ...audited, source, truncated: false, original: original ?? audited.original };
};

async function* oneByOne(variants: readonly EventVariant[]): AsyncGenerator<readonly EventVariant[]> {
  for (const variant of variants) yield [variant];
}

const toLocalFile = (path: string) => ({ path, name: path });

/** All variants of all events, in a fixed order. */
async function readEvents(store: AuditStore) {
  const variants: (Omit<EventVariant, 'original'> & { original: string | undefined })[] = [];
  for await (const some of store.events()) {
    for (const { original, ...variant } of some) {
      variants.push({ ...variant, original: original && Buffer.from(original).toString('latin1') });
    }
  }
  const toOrder = ({ record, contentHash }: (typeof variants)[number]) => `${record.eventId} ${contentHash}`;
  return variants.sort((one, other) => (toOrder(one) < toOrder(other) ? -1 : 1));
}

async function withStore<T>(folder: string, use: (store: AuditStore) => Promise<T>): Promise<T> {
  const { store, close } = await openLocalAudit(folder);
  try {
    return await use(store);
  } finally {
    close();
  }
}

const readFolder = (folder: string) => withStore(folder, readEvents);

describe('an export as Parquet', () => {
  test('of an audit in DynamoDB gives the same audit when it is ingested, and again from there', async () => {
    const { client, tableName, ledgerTableName, storeEvents } = await createStoredAudit(dynamodb.client, {
      decoyResources: [tableArn('Music')],
    });
    const altered = dataEvent({ eventID: nextEventId() });
    await storeEvents([
      altered,
      { ...altered, sourceIPAddress: '192.0.2.1' },
      dataEvent({
        userIdentity: identities.root(),
        requestParameters: { tableName: 'Музика', key: { a: '\u0000"\\' } },
      }),
      controlEvent({ eventID: undefined, eventName: 'DeleteTable', userAgent: 'x\u001e\u001f\u0000' }),
    ]);
    const store = createDynamoDbStore({ client, tableName, ledgerTableName });
    const { file, events } = await exportParquet(store.events(), join(parent, "from [dynamodb]'.parquet"));
    expect(events).toBe(4);

    expect(await readParquet(file, '"riskRules"')).toContainEqual({
      riskRules: expect.arrayContaining(['decoy-table-access']),
    });
    const folder = join(parent, 'ingested');
    const { report, errors } = await ingestFiles(folder, { files: [toLocalFile(file)] });
    expect({ report, errors }).toMatchObject({
      errors: [],
      report: { records: { read: 4, audited: 4, rejected: 0 } },
    });
    const expected = await readEvents(store);
    expect(await readFolder(folder)).toEqual(expected);

    const copy = join(parent, 'copy.parquet');
    await withStore(folder, (local) => exportParquet(local.events(), copy));
    const moved = join(parent, 'moved');
    for (const again of [false, true]) await ingestFiles(moved, { files: [toLocalFile(copy)] }, { again });
    expect(await readFolder(moved)).toEqual(expected);
  });

  test('keeps copies of events that are rows of a query', async () => {
    const rows = join(parent, 'rows.json');
    const row = { eventsource: 'dynamodb.amazonaws.com', eventname: 'DeleteTable', eventtime: EVENT_TIME };
    writeFileSync(
      rows,
      JSON.stringify([row, { ...row, eventid: nextEventId(), requestparameters: '{"tableName":"Music"}' }]),
    );
    const folder = join(parent, 'rows');
    await ingestFiles(folder, { files: [toLocalFile(rows)] });
    const file = join(parent, 'rows.parquet');
    await withStore(folder, (store) => exportParquet(store.events(), file));
    await ingestFiles(join(parent, 'moved-rows'), { files: [toLocalFile(file)] });
    const expected = await readFolder(folder);
    expect(expected).toHaveLength(2);
    expect(await readFolder(join(parent, 'moved-rows'))).toEqual(expected);
  });

  test('has the documented columns, times without a zone, and events as text', async () => {
    const { file } = await exportParquet(oneByOne([toVariant(dataEvent())]), join(parent, 'columns.parquet'));
    const described = await database.connection.runAndReadAll(
      `DESCRIBE SELECT * FROM read_parquet(${sqlPath(file)})`,
    );
    expect(described.getRows().map(([name, type]) => [name, type])).toEqual(
      EXPORT_COLUMNS.map(({ name, type }) => [name, type]),
    );
    const [row] = await readParquet(file);
    expect(row).toMatchObject({ eventTime: EVENT_TIME.replace('T', ' ').replace('Z', ''), bucket: 'logs' });
    expect(JSON.parse(String(row!.original))).toMatchObject({ eventName: 'GetItem' });
  });

  test('keeps the exact bytes of an event that is not UTF-8', async () => {
    const event = dataEvent({ userAgent: 'agent' });
    const bytes = Buffer.from(JSON.stringify(event).replace('"agent"', '"agent\u00ff"'), 'latin1');
    const audited = toAuditedEvent(JSON.parse(bytes.toString()));
    const variant = { ...toVariant(event, bytes), ...audited, original: bytes };
    const { file } = await exportParquet(oneByOne([variant]), join(parent, 'bytes.parquet'));
    const [row] = await readParquet(file);
    expect(Buffer.from(String(row!.originalBase64), 'base64').equals(bytes)).toBe(true);
    const folder = join(parent, 'bytes');
    const { report } = await ingestFiles(folder, { files: [toLocalFile(file)] });
    expect(report.records).toMatchObject({ audited: 1, rejected: 0 });
  });

  test('of many events is one file', async () => {
    const event = dataEvent();
    const many = Array.from({ length: 9_000 }, () => toVariant({ ...event, eventID: nextEventId() }));
    const { file, events } = await exportParquet(oneByOne(many), parent);
    expect({ events, name: basename(file) }).toEqual({ events: 9_000, name: 'events.parquet' });
    expect(await readParquet(file, '"eventId", "contentHash"')).toHaveLength(9_000);
    expect(readdirSync(dirname(file)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('of no events has its columns', async () => {
    const { file } = await exportParquet(oneByOne([]), join(parent, 'none.parquet'));
    expect(await readParquet(file)).toEqual([]);
    const { report } = await ingestFiles(join(parent, 'none'), { files: [toLocalFile(file)] });
    expect(report.records).toMatchObject({ read: 0 });
  });

  test('does not replace a file', async () => {
    const file = join(parent, 'mine.parquet');
    writeFileSync(file, 'mine');
    await expect(exportParquet(oneByOne([]), file)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('leaves nothing behind if reading the events fails', async () => {
    const failing = async function* () {
      yield [toVariant(dataEvent())];
      throw new Error('the service failed');
    };
    const folder = join(parent, 'empty');
    await ingestFiles(folder, { files: [] });
    const before = readdirSync(folder);
    await expect(exportParquet(failing(), join(folder, 'x.parquet'))).rejects.toThrow('the service failed');
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('ingesting a Parquet file', () => {
  const ingest = async (name: string, file: string) => {
    const { report, errors, warnings } = await ingestFiles(join(parent, name), {
      files: [toLocalFile(file)],
    });
    return { ...report.records, errors, warnings };
  };

  test('refuses one that is no export', async () => {
    const file = join(parent, 'other.parquet');
    await database.connection.run(`COPY (SELECT 1 AS original) TO ${sqlPath(file)} (FORMAT parquet)`);
    expect((await ingest('other', file)).errors).toMatchObject([
      { reason: 'The file is a Parquet file, but not an export of ddb-audit.' },
    ]);
  });

  test('is named when it cannot be written, with what the system says', async () => {
    const out = join(parent, 'lost', 'audit.parquet');
    mkdirSync(dirname(out));
    // Temporary files lie beside the export.
    const losing = async function* () {
      rmSync(dirname(out), { recursive: true });
      yield [toVariant(dataEvent())];
    };
    await expect(exportParquet(losing(), out)).rejects.toMatchObject({
      code: 'Configuration',
      message: expect.stringContaining(`Cannot write ${out}: `),
    });
  });

  test('refuses one that is cut short', async () => {
    const { file } = await exportParquet(oneByOne([toVariant(dataEvent())]), join(parent, 'whole.parquet'));
    const cut = join(parent, 'cut.parquet');
    writeFileSync(cut, readFileSync(file).subarray(0, -20));
    expect((await ingest('cut', cut)).errors).toMatchObject([
      { reason: expect.stringContaining('The file is not a whole Parquet file') },
    ]);
  });

  test('rejects events without an original, or with one that does not match', async () => {
    const good = toVariant(dataEvent());
    const { file } = await exportParquet(
      oneByOne([
        good,
        { ...toVariant(dataEvent()), original: undefined },
        { ...toVariant(dataEvent()), original: good.original },
      ]),
      join(parent, 'rejected.parquet'),
    );
    const { audited, rejected, warnings } = await ingest('rejected', file);
    expect({ audited, rejected }).toEqual({ audited: 1, rejected: 2 });
    expect(JSON.stringify(warnings)).toContain('does not match its original');
  });
});
