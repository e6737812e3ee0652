import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { ActivityCollector } from '../../../src/activity/activity-collector';
import type { EncodedEntry, EntryPlace } from '../../../src/activity/activity-entry';
import { toGroups } from '../../../src/activity/to-groups';
import { Tokenizer } from '../../../src/activity/tokens';
import { LEDGER_KEYS } from '../../../src/store/indexes';
import type { ActivityEntry } from '../../../src/store/ledger/activity-item';
import { type HourRange, readActivityEntries } from '../../../src/store/ledger/activity-ledger';
import { ensureActivitySalt, readActivitySalt } from '../../../src/store/ledger/activity-salt';
import { type ActivityWriter, createActivityWriter } from '../../../src/store/ledger/activity-writer';
import { toFileActivityParts } from '../../../src/store/ledger/file-activity-item';
import { createLedger, type LedgerEntry } from '../../../src/store/ledger/ledger';
import { createBatchWriter } from '../../../src/store/write/batch-writer';
import { SALT } from '../../support/activity';
import { toAuditedEvent } from '../../support/audited';
import { startDynamoDb } from '../../support/dynamodb';
import { dataEvent, tableArn, tableResource } from '../../support/events';
import { ledgerTableDefinition } from '../../support/table-definitions';
import { timeoutFor } from '../../support/timeout';

jest.setTimeout(timeoutFor(6));

const MUSIC = tableArn('Music');

const file = (name: string, overrides: Partial<LedgerEntry> = {}): LedgerEntry => ({
  bucket: 'logs',
  key: `AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`,
  accountId: '111122223333',
  region: 'us-east-1',
  day: '2026-03-14',
  etag: 'e',
  sha256: 'ab'.repeat(32),
  counts: {
    read: 1,
    otherServices: 0,
    excluded: 0,
    duplicates: 0,
    audited: 1,
    recorded: 1,
    summarized: 0,
    rejected: 0,
  },
  tables: [MUSIC],
  status: 'done',
  finishedAt: '2026-03-14T09:31:00.000Z',
  ...overrides,
});

/** The entries of a file with one call of each time. */
function encode(...times: string[]): readonly EncodedEntry[] {
  const collector = new ActivityCollector(new Tokenizer(SALT));
  for (const eventTime of times) {
    const event = dataEvent({ eventTime });
    collector.add(toAuditedEvent(event), event);
  }
  return collector.finish().entries;
}

/** More entries than fit into the ledger entry of their file. */
const manyEntries = (): EntryPlace[] =>
  Array.from({ length: 24_000 }, (_, hour) => ({
    table: MUSIC,
    hour: new Date(Date.UTC(2000, 0, 1, 7 * hour)).toISOString().slice(0, 13),
    part: 0,
  }));

describe('activity in the ledger', () => {
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let ledgerTable: string;
  let writer: ActivityWriter;
  let tables = 0;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
  });
  afterAll(() => dynamodb.stop());
  beforeEach(async () => {
    ledgerTable = `ledger-${++tables}`;
    await dynamodb.client.send(new CreateTableCommand(ledgerTableDefinition(ledgerTable)));
    writer = createActivityWriter(dynamodb.client, ledgerTable);
  });

  async function read(range: HourRange = {}, pageEntries?: number): Promise<ActivityEntry[][]> {
    const pages: ActivityEntry[][] = [];
    for await (const page of readActivityEntries(dynamodb.client, ledgerTable, MUSIC, range, {
      pageEntries,
    })) {
      pages.push([...page]);
    }
    return pages;
  }
  const readHours = async (range?: HourRange) => (await read(range)).flat().map(({ hour }) => hour);

  it('is read as it was written, with the log file that it comes from', async () => {
    const done = file('one', { versionId: 'v1' });
    await writer.write(encode('2026-03-14T09:26:53Z'), done, undefined);
    const [entry] = (await read()).flat();
    expect(entry).toMatchObject({
      table: MUSIC,
      hour: '2026-03-14T09',
      part: 0,
      source: { bucket: 'logs', key: done.key },
      versionId: 'v1',
      sha256: done.sha256,
    });
    expect(toGroups([entry!])).toMatchObject([{ eventName: 'GetItem', count: 1 }]);
  });

  it('is read in pages, the newest hour first, and only for the hours asked for', async () => {
    const times = [
      '2026-03-14T08:00:00Z',
      '2026-03-14T09:00:00Z',
      '2026-03-14T10:00:00Z',
      '2026-03-14T11:00:00Z',
    ];
    await writer.write(encode(...times), file('one'), undefined);
    await writer.write(encode('2026-03-14T10:59:59Z'), file('two'), undefined);
    const pages = await read({ since: '2026-03-14T09', until: '2026-03-14T10' }, 2);
    expect(pages.map((page) => page.map(({ hour }) => hour.slice(-2)))).toEqual([['10', '10'], ['09']]);
    await expect(readHours({ since: '2026-03-14T11' })).resolves.toEqual(['2026-03-14T11']);
    await expect(readHours({ until: '2026-03-14T08' })).resolves.toEqual(['2026-03-14T08']);
    await expect(readHours({ until: '2026-03-13T23' })).resolves.toEqual([]);
  });

  it('does not mix tables whose names begin alike', async () => {
    const collector = new ActivityCollector(new Tokenizer(SALT));
    const event = dataEvent({ requestParameters: {}, resources: [tableResource('MusicArchive')] });
    collector.add(toAuditedEvent(event), event);
    await writer.write(collector.finish().entries, file('one'), undefined);
    await expect(readHours()).resolves.toEqual([]);
  });

  it('keeps the entries of each content of a file', async () => {
    await writer.write(encode('2026-03-14T09:00:00Z'), file('one'), undefined);
    await writer.write(encode('2026-03-14T09:00:00Z'), file('one', { sha256: 'cd'.repeat(32) }), undefined);
    await expect(readHours()).resolves.toHaveLength(2);
  });

  it('expires with its events, and is not read then, though DynamoDB deletes it later', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await writer.write(encode('2026-01-01T00:00:00Z', `${today}T00:00:00Z`), file('one'), 10);
    await expect(readHours()).resolves.toEqual([`${today}T00`]);
  });

  it('that a file does not have any more is removed, and nothing else', async () => {
    const ledger = createLedger(dynamodb.client, ledgerTable);
    const others = encode('2026-03-14T09:00:00Z', '2026-03-14T12:00:00Z');
    await writer.write(others, file('other'), undefined);
    await ledger.record(file('other'), undefined, { entries: others, filters: [] });
    const former = encode('2026-03-14T09:00:00Z', '2026-03-14T10:00:00Z', '2026-03-14T11:00:00Z');
    await writer.write(former, file('one'), undefined);
    await ledger.record(file('one'), undefined, { entries: former, filters: [] });

    const [first] = former;
    await writer.removeFormer([{ file: file('one'), entries: [first!] }]);

    const left = (await read()).flat().map(({ hour, source }) => [hour.slice(-2), source.key.split('Z_')[1]]);
    expect(left.sort()).toEqual([
      ['09', 'one.json.gz'],
      ['09', 'other.json.gz'],
      ['12', 'other.json.gz'],
    ]);
  });

  it('of a file that lists none, or is not in the ledger, removes nothing', async () => {
    const ledger = createLedger(dynamodb.client, ledgerTable);
    await ledger.record(file('one'));
    await expect(
      writer.removeFormer([
        { file: file('one'), entries: [] },
        { file: file('two'), entries: [] },
        { file: file('two'), entries: [] },
      ]),
    ).resolves.toBeUndefined();
  });

  it('of a file with more than fits into its entry of the ledger is listed in further items', async () => {
    const ledger = createLedger(dynamodb.client, ledgerTable);
    const entries = manyEntries();
    await writer.write(encode(`${entries.at(-1)!.hour}:00:00Z`), file('one'), undefined);
    await ledger.record(file('one'), undefined, { entries, filters: [] });
    await expect(ledger.find(file('one'))).resolves.toMatchObject([{ status: 'done' }]);
    await writer.removeFormer([{ file: file('one'), entries: entries.slice(0, -1) }]);
    await expect(readHours()).resolves.toEqual([]);
  });

  it('of such a file is still known if another ingest ended after the further items', async () => {
    const ledger = createLedger(dynamodb.client, ledgerTable);
    const listed = manyEntries();
    const newer = listed.slice(0, -1);
    await writer.write(encode(`${listed.at(-1)!.hour}:00:00Z`), file('one'), undefined);
    await ledger.record(file('one'), undefined, { entries: listed, filters: [] });
    const { pieces } = toFileActivityParts(file('one'), { entries: newer, filters: [] });
    await createBatchWriter(dynamodb.client, ledgerTable, {
      keys: [LEDGER_KEYS.partition, LEDGER_KEYS.sort],
    }).write(pieces);
    await writer.removeFormer([{ file: file('one'), entries: newer }]);
    await expect(readHours()).resolves.toEqual([]);
  });

  it('has one salt, whoever asks first', async () => {
    await expect(readActivitySalt(dynamodb.client, ledgerTable)).resolves.toBeUndefined();
    const salts = await Promise.all(
      Array.from({ length: 5 }, () => ensureActivitySalt(dynamodb.client, ledgerTable)),
    );
    expect(new Set(salts).size).toBe(1);
    expect(salts[0]).toMatch(/^[\w-]{22}$/);
    await expect(readActivitySalt(dynamodb.client, ledgerTable)).resolves.toBe(salts[0]);
  });
});
