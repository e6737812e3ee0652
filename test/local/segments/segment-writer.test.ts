import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../../src/local/duckdb/database';
import { sqlPath } from '../../../src/local/duckdb/sql-text';
import { checkFile } from '../../../src/local/folder/check-file';
import { hashToken } from '../../../src/local/folder/hash-token';
import { filterHas } from '../../../src/local/folder/token-filter';
import { EVENT_COLUMNS } from '../../../src/local/segments/event-columns';
import { FILE_COLUMNS } from '../../../src/local/segments/file-columns';
import { RowBuffer } from '../../../src/local/segments/row-buffer';
import { SegmentWriter } from '../../../src/local/segments/segment-writer';
import { toAuditedEvent } from '../../support/audited';
import { openTestDatabase, SOURCE, toRows } from '../../support/data-folders';
import { controlEvent, dataEvent, eventBytes, tableArn } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = join(temporaryFolder(), "data [1]*?'");
let database: Database;
let writer: SegmentWriter;
beforeAll(async () => {
  for (const kind of ['events', 'originals', 'names', 'tokens', 'files']) {
    mkdirSync(join(folder, kind), { recursive: true });
  }
  database = await openTestDatabase();
  writer = new SegmentWriter(database.connection, folder);
});
afterAll(() => database.close());

const readRows = async (path: string, columns = '*') => {
  const sql = `SELECT ${columns} FROM read_parquet(${sqlPath(join(folder, path))})`;
  return (await database.connection.runAndReadAll(sql)).getRowObjectsJson();
};

describe('a segment', () => {
  test('holds a row for each event, with the fields of its record', async () => {
    const event = dataEvent({
      eventID: '11111111-2222-4333-8444-555555555555',
      eventName: 'GetItem',
      requestParameters: { tableName: 'Music', key: { artist: 'Nina', year: 1965 } },
    });
    const { events, rows, from, until } = await writer.writeSegment(toRows([event]));
    expect({ rows, from, until }).toEqual({ rows: 1, from: event.eventTime, until: event.eventTime });
    const [row] = await readRows(events.path);
    expect(row).toMatchObject({
      eventId: event.eventID,
      eventName: 'GetItem',
      plane: 'data',
      resources: [tableArn('Music')],
      itemKeys: [
        [
          { key: 'artist', value: 'Nina' },
          { key: 'year', value: '1965' },
        ],
      ],
      bucket: SOURCE.bucket,
      key: SOURCE.key,
      categories: null,
      idDigits: null,
    });
    expect(Object.keys(row ?? {})).toEqual(EVENT_COLUMNS.map(({ name }) => name));
  });

  test('holds keys whose attributes have the same name in UTF-8', async () => {
    const key = { orderId: '42', '\ud800': 'a', '\udfff': 'b' };
    const { events } = await writer.writeSegment(
      toRows([dataEvent({ requestParameters: { tableName: 'Orders', key } })]),
    );
    expect((await readRows(events.path, '"itemKeys"'))[0]?.itemKeys).toEqual([
      [
        { key: 'orderId', value: '42' },
        { key: '\ufffd', value: 'a' },
      ],
      [{ key: '\ufffd', value: 'b' }],
    ]);
  });

  test('is sorted by time, then by the digits of the id', async () => {
    const events = [
      dataEvent({ eventTime: '2026-03-14T09:00:02Z', eventID: 'a' }),
      dataEvent({ eventTime: '2026-03-14T09:00:01Z', eventID: '00000000-0000-4000-8000-000000000002' }),
      dataEvent({ eventTime: '2026-03-14T09:00:01Z', eventID: 'ffffffff-0000-4000-8000-000000000001' }),
    ];
    const segment = await writer.writeSegment(toRows(events));
    const ids = (await readRows(segment.events.path, '"eventId"')).map(({ eventId }) => eventId);
    expect(ids).toEqual([
      'ffffffff-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000002',
      'a',
    ]);
    expect([segment.from, segment.until]).toEqual(['2026-03-14T09:00:01Z', '2026-03-14T09:00:02Z']);
  });

  test('keeps the exact bytes of each event in the same order', async () => {
    const events = [
      dataEvent({ eventTime: '2026-03-14T09:00:02Z' }),
      dataEvent({ eventTime: '2026-03-14T09:00:01Z' }),
    ];
    const { originals } = await writer.writeSegment(toRows(events));
    const texts = await readRows(originals.path, 'decode(original) AS text');
    expect(texts.map(({ text }) => text)).toEqual(
      [...events].reverse().map((event) => eventBytes(event).toString()),
    );
  });

  test('keeps originals that are not UTF-8, and those that have a control character', async () => {
    const originals = [Uint8Array.of(0xff, 0x7b), Uint8Array.of(0x1a), Uint8Array.of(0x7b, 0x7d)];
    const buffer = new RowBuffer();
    for (const [second, original] of originals.entries()) {
      const event = dataEvent({ eventTime: `2026-03-14T09:00:0${second}Z` });
      buffer.add({ ...toAuditedEvent(event), original }, event, SOURCE);
    }
    const segment = await writer.writeSegment(buffer);
    const rows = await readRows(segment.originals.path, 'hex(original) AS hex');
    expect(rows.map(({ hex }) => hex)).toEqual(['FF7B', '1A', '7B7D']);
  });

  test('keeps control characters of values, also after segments without', async () => {
    const agents = ['usual', 'a\x1eb\x1a', 'usual'];
    for (const userAgent of agents) {
      const { events } = await writer.writeSegment(toRows([dataEvent({ userAgent })]));
      expect(await readRows(events.path, '"userAgent"')).toEqual([{ userAgent }]);
    }
  });

  test('keeps the digits of an id that is no UUID', async () => {
    const { events } = await writer.writeSegment(toRows([dataEvent({ eventID: 'made-up' })]));
    const [row] = await readRows(events.path, '"idDigits"');
    expect(row?.idDigits).toMatch(/^[0-9a-f]{16}$/);
  });

  test('lists each value that its records name once', async () => {
    const { names } = await writer.writeSegment(toRows([controlEvent(), controlEvent(), dataEvent()]));
    const rows = await readRows(names.path);
    expect(rows.filter(({ kind }) => kind === 'regions')).toEqual([
      {
        kind: 'regions',
        value: 'us-east-1',
        sortKey: 'us-east-1',
        name: null,
        firstSeen: '2026-03-14',
        lastSeen: '2026-03-14',
      },
    ]);
  });

  test('has a filter of what is rare in it', async () => {
    const event = dataEvent({ requestParameters: { tableName: 'Music', key: { artist: 'Nina' } } });
    const { tokens } = await writer.writeSegment(toRows([event]));
    const filter = readFileSync(join(folder, tokens.path));
    expect(filterHas(filter, hashToken('eventId', String(event.eventID)))).toBe(true);
    expect(filterHas(filter, hashToken('itemKey', 'artist=Nina'))).toBe(true);
    expect(filterHas(filter, hashToken('itemKey', 'artist=Miles'))).toBe(false);
  });

  test('is described by the size and the hash of each file', async () => {
    const { events, originals, names, tokens } = await writer.writeSegment(toRows([dataEvent()]));
    for (const file of [events, originals, names, tokens]) await checkFile(folder, file);
  });

  test('has its rows in the order of time, also if they are more than DuckDB takes at once', async () => {
    const toTime = (second: number) => new Date(Date.UTC(2026, 2, 14) + second * 1_000).toISOString();
    const times = Array.from({ length: 2_100 }, (_, second) => toTime(second).replace('.000', ''));
    const buffer = toRows(times.toReversed().map((eventTime) => dataEvent({ eventTime })));
    const { rows, events, originals } = await writer.writeSegment(buffer);
    expect(rows).toBe(2_100);
    const stored = await readRows(events.path, `strftime("eventTime", '%Y-%m-%dT%H:%M:%SZ') AS time`);
    expect(stored.map(({ time }) => time)).toEqual(times);
    const texts = await readRows(
      originals.path,
      `json_extract_string(decode(original), '$.eventTime') AS time`,
    );
    expect(texts.map(({ time }) => time)).toEqual(times);
  });

  test('leaves rows out, whose names and tokens stay', async () => {
    const buffer = toRows(['Nina', 'Miles', 'John'].map((userAgent) => dataEvent({ userAgent })));
    const { rows, events, originals } = await writer.writeSegment(buffer, [1]);
    expect(rows).toBe(2);
    const agents = (await readRows(events.path)).map(({ userAgent }) => userAgent);
    expect(agents.sort()).toEqual(['John', 'Nina']);
    const texts = await readRows(originals.path, 'decode(original) AS text');
    expect(texts.map(({ text }) => JSON.parse(String(text)).userAgent)).toEqual(
      expect.arrayContaining(agents),
    );
  });

  test('has only the rows since its buffer was cleared', async () => {
    const buffer = toRows([dataEvent(), controlEvent(), dataEvent()]);
    buffer.clear();
    buffer.addAll(toRows([dataEvent({ userAgent: 'é\u{1F3B7}' })]));
    const { rows, events, names } = await writer.writeSegment(buffer);
    expect(rows).toBe(1);
    expect(await readRows(events.path, '"userAgent"')).toEqual([{ userAgent: 'é\u{1F3B7}' }]);
    expect((await readRows(names.path)).map(({ value }) => value)).not.toContain('dynamodb:DescribeTable');
  });

  test('takes the rows of several buffers', async () => {
    const buffer = new RowBuffer();
    for (let n = 0; n < 3; n++) buffer.addAll(toRows([dataEvent(), controlEvent()]));
    expect((await writer.writeSegment(buffer)).rows).toBe(6);
  });
});

test('ledger rows hold what is known of a file', async () => {
  const part = await writer.writeLedger([
    {
      bucket: 'local',
      key: '/logs/one.json.gz',
      etag: 'a-1',
      accountId: '111122223333',
      region: 'us-east-1',
      day: '2026-03-14',
      status: 'done',
      counts: {
        read: 3,
        otherServices: 1,
        excluded: 0,
        duplicates: 0,
        audited: 1,
        recorded: 1,
        summarized: 0,
        rejected: 1,
      },
      rejected: [{ index: 2, reason: 'No name.' }],
      finishedAt: '2026-03-15T00:00:00.000Z',
      tables: [tableArn('Music')],
      firstEventTime: '2026-03-14T09:26:53Z',
      lastEventTime: '2026-03-14T09:26:53Z',
    },
  ]);
  const [row] = await readRows(part.file.path);
  expect(row).toMatchObject({ read: '3', audited: '1', tables: [tableArn('Music')], sha256: null });
  expect(JSON.parse(String(row?.rejectedRecords))).toEqual([{ index: 2, reason: 'No name.' }]);
  expect(Object.keys(row ?? {})).toEqual(FILE_COLUMNS.map(({ name }) => name));
});
