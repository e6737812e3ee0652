import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord } from '../../../src/audit/audit-record';
import type { Database } from '../../../src/local/duckdb/database';
import type { Segment } from '../../../src/local/folder/commit';
import { type LocalAudit, openLocalAudit } from '../../../src/local/open-local-audit';
import { DIMENSION_NAMES, DIMENSIONS } from '../../../src/query/dimensions';
import type { EventVariant } from '../../../src/query/event-variant';
import { openTestDatabase, SOURCE, writeDataFolder } from '../../support/data-folders';
import { type CloudTrailEvent, controlEvent, dataEvent, eventBytes, tableArn } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';

const parent = temporaryFolder();
let database: Database;
let folders = 0;
const open: LocalAudit[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterEach(() => {
  for (const audit of open.splice(0)) audit.close();
});
afterAll(() => database.close());

/** An audit with a segment for each list of events. */
async function auditOf(...lists: CloudTrailEvent[][]) {
  folders += 1;
  const { folder, segments } = await writeDataFolder(database, join(parent, `data ${folders}`), lists);
  const audit = await openLocalAudit(folder);
  open.push(audit);
  return { ...audit, folder, segments };
}

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const text = ({ original }: EventVariant) => Buffer.from(original ?? []).toString();

/** Changes one bit in the middle of a file. */
function flipBit(folder: string, { path }: Segment['events']): void {
  const bytes = readFileSync(join(folder, path));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(folder, path), bytes);
}

describe('an event in a data folder', () => {
  it('comes with its log file and its exact bytes', async () => {
    const event = dataEvent({ eventID: id(1) });
    const { store } = await auditOf([dataEvent()], [dataEvent(), event, dataEvent()]);
    const [variant, ...others] = await store.event(id(1));
    expect(others).toEqual([]);
    expect(variant).toMatchObject({ record: { eventId: id(1) }, source: SOURCE, truncated: false });
    expect(text(variant!)).toBe(eventBytes(event).toString());
    expect(await store.event(id(2))).toEqual([]);
  });

  it('is shown with all its variants, whichever segments they lie in', async () => {
    const one = dataEvent({ eventID: id(1), eventTime: at(1) });
    const other = dataEvent({ eventID: id(1), eventTime: at(30), eventName: 'PutItem' });
    const { store } = await auditOf([one, dataEvent({ eventTime: at(2) })], [other], [one]);
    const variants = await store.event(id(1));
    expect(variants.map(text).sort()).toEqual(
      [one, other].map((event) => eventBytes(event).toString()).sort(),
    );
    const all = await collect(store.events());
    expect(all.map((list) => list.length).sort()).toEqual([1, 2]);
    expect(all.find((list) => list.length === 2)?.map(text)).toEqual(variants.map(text));
  });

  it('is listed once, although two ingests stored it', async () => {
    const events = Array.from({ length: 5 }, (_, minute) => dataEvent({ eventTime: at(minute) }));
    const { log, store } = await auditOf(events, events.slice(1), events.slice(3));
    expect(await collect(log.search({}))).toHaveLength(5);
    expect(await collect(store.events())).toHaveLength(5);
    expect((await log.page({}, { limit: 5 })).nextToken).toBeUndefined();
    expect(await log.summary({}, { by: 'action' })).toMatchObject({ records: 5, totals: { GetItem: 5 } });
  });

  it('is refused if its bytes have changed, and still tells what it was', async () => {
    const { log, folder, segments } = await auditOf([dataEvent({ eventID: id(1) })], [dataEvent()]);
    const [{ originals }, other] = [segments[0]!, segments[1]!];
    copyFileSync(join(folder, other.originals.path), join(folder, originals.path));
    const named = new RegExp(`${originals.path} is damaged: .*\\. Ingest the log files again`, 's');
    const [record] = await log.get(id(1));
    expect(record).toMatchObject({ eventId: id(1), originalError: expect.stringMatching(named) });
    await expect(log.original(id(1))).rejects.toMatchObject({ code: 'DamagedFile' });
    rmSync(join(folder, originals.path));
    await expect(log.original(id(1))).rejects.toThrow(named);
  });
});

describe('a damaged file of a data folder', () => {
  const questions: [part: 'events' | 'names' | 'tokens', ask: (audit: LocalAudit) => Promise<unknown>][] = [
    ['events', ({ log }) => log.page({})],
    ['events', ({ log }) => collect(log.search({ order: 'asc' }))],
    ['events', ({ log }) => log.summary({}, { by: 'action' })],
    ['events', ({ store }) => store.event(id(1))],
    ['events', ({ store }) => collect(store.events())],
    ['names', ({ log }) => collect(log.list('resources'))],
    ['tokens', ({ log }) => log.page({ accessKey: ['AKIAALICEEXAMPLE0001'] })],
  ];

  it.each(questions)('with %s ends a question with an error that names it: %s', async (part, ask) => {
    const { folder, segments, ...audit } = await auditOf([dataEvent({ eventID: id(1) })], [dataEvent()]);
    flipBit(folder, segments[0]![part]);
    await expect(ask(audit)).rejects.toMatchObject({
      code: 'DamagedFile',
      message: expect.stringContaining(`${segments[0]![part].path} is damaged`),
    });
  });

  it('is no matter for a question that does not need it', async () => {
    const { folder, segments, log } = await auditOf(
      [dataEvent({ eventTime: at(1) })],
      [dataEvent({ eventTime: at(30) })],
    );
    flipBit(folder, segments[0]!.events);
    expect((await log.page({ since: at(20) })).records).toHaveLength(1);
    await expect(log.page({ since: at(0) })).rejects.toMatchObject({ code: 'DamagedFile' });
  });

  it('that is missing is named, too', async () => {
    const { folder, segments, log } = await auditOf([dataEvent()]);
    rmSync(join(folder, segments[0]!.events.path));
    await expect(log.page({})).rejects.toThrow(`${segments[0]!.events.path} is damaged: it is missing`);
  });
});

describe('a summary of a data folder', () => {
  const events = Array.from({ length: 12 }, (_, index) =>
    index % 3 === 0
      ? controlEvent({ eventTime: at(index * 4), eventName: 'DeleteTable', readOnly: false })
      : dataEvent({
          eventTime: at(index * 4),
          ...(index % 2 === 0 && { errorCode: 'AccessDenied' }),
          requestParameters: { tableName: 'Music', indexName: 'byYear', key: { pk: String(index) } },
        }),
  );

  it.each(DIMENSION_NAMES)('counts by %s what the records say', async (by) => {
    const { log } = await auditOf(events.slice(0, 7), events.slice(5));
    const expected: Record<string, number> = {};
    for (const record of await collect(log.search({}))) {
      const values: readonly string[] = DIMENSIONS[by](record as AuditRecord);
      for (const value of values) expected[value] = (expected[value] ?? 0) + 1;
    }
    const { totals, records, complete, buckets } = await log.summary({}, { by, interval: '15m' });
    expect({ totals, records, complete }).toEqual({ totals: expected, records: 12, complete: true });
    const starts = Object.keys(expected).length === 0 ? [] : [at(0)];
    expect(buckets.map(({ start }) => start)).toEqual(expect.arrayContaining(starts));
  });
});

describe('a question of a data folder', () => {
  it('says which segments it reads, and what that costs', async () => {
    const { log, segments } = await auditOf(
      [dataEvent({ eventTime: at(1) })],
      [dataEvent({ eventTime: at(30) }), dataEvent({ eventTime: at(31) })],
    );
    const explanation = await log.explain({ since: at(20), table: ['Music'], exclude: ['action=PutItem'] });
    expect(explanation).toMatchObject({
      index: 'segments',
      partitions: [segments[1]!.events.path],
      filters: [`resource = ${tableArn('Music')}`, 'action is not PutItem'],
      page: { entries: 2, bytes: segments[1]!.events.bytes, records: 2 },
    });
    expect(explanation.page).not.toHaveProperty('readUnits');
  });

  it('does not read segments that cannot hold a rare value', async () => {
    const { log } = await auditOf(
      [dataEvent({ sourceIPAddress: '203.0.113.7' })],
      [dataEvent({ sourceIPAddress: '203.0.113.8' })],
    );
    const { records, searched } = await log.page({ sourceIp: ['203.0.113.8'] });
    expect(records).toHaveLength(1);
    expect(searched).toMatchObject({ index: 'segments', entries: 1 });
  });

  it('finds the addresses of networks of any size', async () => {
    const addresses = ['203.0.113.7', '203.0.114.7', '::ffff:203.0.113.9', '2001:db8::1', '2001:db9::1'];
    const { log } = await auditOf(addresses.map((sourceIPAddress) => dataEvent({ sourceIPAddress })));
    const found = async (...sourceIp: string[]) =>
      (await log.page({ sourceIp })).records.map((record) => record.sourceIp).sort();
    expect(await found('203.0.113.0/24')).toEqual(['203.0.113.7', '::ffff:203.0.113.9'].sort());
    expect(await found('203.0.112.0/22')).toEqual(
      ['203.0.113.7', '203.0.114.7', '::ffff:203.0.113.9'].sort(),
    );
    expect(await found('203.0.113.7/32')).toEqual(['203.0.113.7']);
    expect(await found('2001:db8::/32', '203.0.114.7')).toEqual(['2001:db8::1', '203.0.114.7'].sort());
    expect((await log.page({ exclude: ['sourceIp=0.0.0.0/0'] })).records).toHaveLength(2);
  });

  it('ends with the reason of its signal', async () => {
    const { log } = await auditOf([dataEvent()]);
    const reason = new Error('enough');
    await expect(log.page({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('reads what was committed after the folder was opened', async () => {
    const { log, folder } = await auditOf([dataEvent({ eventTime: at(1) })]);
    expect((await log.page({})).records).toHaveLength(1);
    const written = await writeDataFolder(database, folder, [[dataEvent({ eventTime: at(2) })]]);
    expect(written.folder).toBe(folder);
    expect((await log.page({})).records.map(({ eventTime }) => eventTime)).toEqual([at(2), at(1)]);
  });

  it('has an empty answer in a folder without events', async () => {
    const audit = await openLocalAudit(join(parent, 'empty'), { create: true });
    open.push(audit);
    expect(await audit.log.page({})).toEqual({
      records: [],
      searched: { index: 'segments', entries: 0 },
      coverage: expect.objectContaining({ status: 'not-provable' }),
    });
    expect(await collect(audit.store.events())).toEqual([]);
    expect(await collect(audit.store.files())).toEqual([]);
    expect(await collect(audit.log.list('resources'))).toEqual([]);
    expect(await audit.log.summary({}, { by: 'action' })).toMatchObject({ records: 0, complete: true });
  });
});
