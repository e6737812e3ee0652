import { createHttpApi } from '../../../src/http/api';
import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import { createAuditLog } from '../../../src/query/dynamodb/create-audit-log';
import { createDynamoDbStore } from '../../../src/query/dynamodb/dynamodb-store';
import type { EventPlace } from '../../../src/query/event-place';
import { openAuditLog } from '../../../src/query/open-audit-log';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  denial,
  logFile,
  tableArn,
  tableResource,
} from '../../support/events';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

/** A day has so many files: more than are read to find an event of unknown time. */
const FILES = 70;
const ACTIVITY = { dataEventDetail: 'activity', machines: [] } as const;
const timeAt = (minute: number) =>
  `${new Date(Date.UTC(2026, 2, 14, 0, minute)).toISOString().slice(0, 19)}Z`;
const toId = (digits: number) => `5e1f0000-0000-4000-8000-${String(digits).padStart(12, '0')}`;

const call = (minute: number, overrides: CloudTrailEvent = {}): CloudTrailEvent =>
  dataEvent({
    eventID: toId(minute),
    eventTime: timeAt(minute),
    resources: [tableResource('Orders')],
    requestParameters: { tableName: 'Orders', key: { orderId: `o-${minute}` } },
    ...overrides,
  });

let dynamodb: TestDynamoDb;
let bucket: LogBucket;
/** Of other audits, whose log files have the same names. */
let others: LogBucket;
let audit: StoredAudit;
beforeAll(async () => {
  [dynamodb, bucket, others] = await Promise.all([startDynamoDb(), startLogBucket(), startLogBucket()]);
  audit = await createAudit(bucket);
  for (let file = 0; file < FILES; file += 1) await audit.storeEvents([call(5 * file), call(5 * file + 1)]);
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close(), others.close()]));
const createAudit = (from: LogBucket) =>
  createStoredAudit(
    dynamodb.client,
    {},
    { detail: ACTIVITY, bucket: from, reading: { logFiles: createLogFileReader(from) } },
  );
beforeEach(() => {
  bucket.requests.length = 0;
});

const RECORDS = { dataEventDetail: 'records', machines: [] } as const;
const BOTH = { resources: [tableResource('Orders'), tableResource('Music')] };
const NEWEST = 5 * FILES - 5;
const MUSIC = { tableName: 'Music', key: { id: '1' } };
/** Where an answer says that an event is. */
const placeOf = (minute: number): EventPlace => ({
  since: timeAt(minute),
  until: `${timeAt(minute).slice(0, -3)}01Z`,
  table: [tableArn('Orders')],
});
const message = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'found',
    (error: Error) => error.message,
  );

describe('an event without a record', () => {
  it('is found by its ID in the newest log files, with its bytes and its log file', async () => {
    const [record, ...others] = await audit.log.get(toId(NEWEST));
    expect(record).toMatchObject({
      eventTime: timeAt(NEWEST),
      source: { bucket: 'logs', key: audit.keys.at(-1) },
    });
    expect(others).toEqual([]);
    const [original] = await audit.log.original(toId(NEWEST));
    expect(JSON.parse(Buffer.from(original!).toString())).toMatchObject({
      requestParameters: { key: { orderId: `o-${NEWEST}` } },
    });
  });

  it('is found in the log file of its time and table, and no other one is read', async () => {
    const [record] = await audit.log.get(toId(6), placeOf(6));
    expect(record?.eventId).toBe(toId(6));
    expect(bucket.requests).toEqual([audit.keys[1]]);
  });

  it('is found wherever a search finds it', async () => {
    const { records } = await audit.log.page({ table: ['Orders'], until: timeAt(60) }, { limit: 3 });
    for (const { eventId, eventTime, resources } of records) {
      const place = { since: eventTime, until: eventTime.replace('00Z', '01Z'), table: resources };
      expect((await audit.log.get(eventId, place))[0]?.eventId).toBe(eventId);
    }
  });

  it('is looked for in a bounded number of log files, and the error says which and how to go on', async () => {
    const text = await message(audit.log.get(toId(1)));
    expect(text).toContain(
      `No event with id "${toId(1)}" was found. It is not among the calls without a record of their own since 2026-03-14T00:26:01Z ` +
        '(64 log files read). Earlier ones were not searched. Give the time and the table of the event',
    );
    const [, until] = /or go on with until (\S+)\.$/.exec(text) ?? [];
    expect((await audit.log.get(toId(1), { until }))[0]?.eventId).toBe(toId(1));
  });

  it('is not found elsewhere, and the error says what was searched', async () => {
    expect(await message(audit.log.get(toId(6), placeOf(11)))).toBe(
      `No event with id "${toId(6)}" was found. It is not among the calls without a record of their own since ${timeAt(11)} ` +
        `before ${placeOf(11).until} on ${tableArn('Orders')} (1 log file read). Other times and tables were not searched.`,
    );
    await expect(audit.log.get(toId(6), { table: ['Nothing'] })).rejects.toMatchObject({ code: 'NotFound' });
    await expect(audit.log.get(toId(6), { since: 'soon' })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  it('is not looked for by who may not read log files, and the error says so', async () => {
    expect(await message(createAuditLog(audit).get(toId(NEWEST)))).toMatch(
      /was found\. Log files were not searched, because this reader may not read log files\. Grant it with originals: true/,
    );
  });

  it('is shown as a changed log file has it with altered only, and the error names the file', async () => {
    const changed = await createAudit(others);
    await changed.storeEvents([call(2_000)]);
    others.replace(changed.keys[0]!, logFile([call(2_000, { awsRegion: 'eu-west-1' })]));
    expect(await changed.log.get(toId(2_000), { altered: true })).toMatchObject([{ region: 'eu-west-1' }]);
    expect(await message(changed.log.get(toId(2_000)))).toContain(
      `${changed.keys[0]} is changed: its SHA-256 is`,
    );
  });

  it('is shown with what happened around it, and compared with others', async () => {
    const around = await audit.log.around(toId(6), { ...placeOf(6), minutes: 5 });
    expect(around.records.map(({ eventId }) => eventId)).toEqual([11, 10, 6, 5, 1].map(toId));
    const comparison = await audit.log.compare(toId(6), toId(16), { ...placeOf(6), other: placeOf(16) });
    expect(comparison.before.eventId).toBe(toId(6));
    expect(comparison.changes.map(({ path }) => path)).toContain('requestParameters.key.orderId');
    await expect(audit.log.diff(toId(6), placeOf(6))).rejects.toThrow(
      /is a GetItem, which changes no settings/,
    );
  });
});

it.each([
  ['', 'records'],
  ['/original', 'requestParameters'],
  ['/around', 'records'],
  ['/compare', 'changes'],
])(
  'an event without a record is found over HTTP by its time and table: /events/{id}%s',
  async (path, part) => {
    const api = createHttpApi(audit.log);
    const second = (minute: number) => timeAt(minute).replace('00Z', '01Z');
    const place = new URLSearchParams({ since: timeAt(6), until: second(6), table: 'Orders' });
    if (path === '/compare') {
      for (const [name, value] of Object.entries({
        '': toId(16),
        Since: timeAt(16),
        Until: second(16),
        Table: 'Orders',
      }))
        place.set(`with${name}`, value);
    }
    const response = await api.request(`/events/${toId(6)}${path}?${place}`);
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([
      200,
      expect.arrayContaining([part]),
    ]);
    const nowhere = await api.request(`/events/${toId(7)}${path}?${place}`);
    expect(nowhere.status).toBe(404);
  },
);

it('a copy of a recorded event that was altered in a log file is one of its variants', async () => {
  const altered = await createAudit(others);
  await altered.storeEvents([call(1, denial('no'))]);
  await altered.storeEvents([call(1)]);
  expect(await altered.log.get(toId(1))).toHaveLength(1);
  expect((await altered.log.get(toId(1), placeOf(1))).map(({ outcome }) => outcome).sort()).toEqual([
    'denied',
    'succeeded',
  ]);
});

it.each([[controlEvent({ eventID: toId(77) })], [call(78, { ...denial('no'), requestParameters: MUSIC })]])(
  'an event with a record is found without reading log files',
  async (event) => {
    await audit.storeEvents([event]);
    expect(await audit.log.get(String(event.eventID))).toHaveLength(1);
    expect(bucket.requests).toEqual([]);
  },
);

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

describe('all events', () => {
  it('are those with a record and those in log files, each once, however often it was delivered', async () => {
    const { log, storeEvents } = await createAudit(others);
    const [twice, onTwoTables, recordedElsewhere] = [call(1), call(2, BOTH), call(3)] as const;
    await storeEvents([twice, onTwoTables, call(59), call(61), call(4, denial('no'))]);
    await storeEvents([twice, recordedElsewhere, controlEvent({ eventID: toId(5) })]);
    await storeEvents([recordedElsewhere], RECORDS);
    const all = await collect(log.all());
    expect(all.map(({ eventId }) => eventId).sort()).toEqual([1, 2, 3, 4, 5, 59, 61].map(toId));
    expect(all.every(({ source }) => source !== undefined)).toBe(true);
  });

  it('are shown with their variants', async () => {
    const { log, storeEvents } = await createAudit(others);
    await storeEvents([call(1)]);
    await storeEvents([call(1, { awsRegion: 'eu-west-1' })]);
    expect((await collect(log.all())).map(({ variants }) => variants)).toEqual([2, 2]);
  });

  it('are without those in log files for who may not read them, and a notice says how many there are', async () => {
    const { log, storeEvents } = await createStoredAudit(dynamodb.client, {}, { detail: ACTIVITY });
    await storeEvents([call(1), call(2, BOTH), call(3, denial('no'))]);
    const notices: string[] = [];
    const all = await collect(log.all({ onNotice: (notice) => void notices.push(notice) }));
    expect(all).toHaveLength(1);
    expect(notices).toEqual([
      expect.stringMatching(
        /^Up to 2 calls are missing from the answer: .* Grant it with originals: true, or ask with ddb-audit/,
      ),
    ]);
  });
});

describe('a summary', () => {
  const ORDERS = { table: [tableArn('Orders')] };
  const count = async (since: string, until: string, table = ORDERS) => {
    const summary = await audit.log.summary({ ...table, since, until }, { by: 'action', interval: '1h' });
    return { buckets: summary.buckets.map(({ counts }) => counts), notices: summary.notices };
  };

  it('of whole hours is counted from activity entries, and no log file is read', async () => {
    expect(await count(timeAt(120), timeAt(240))).toEqual({
      buckets: [{ GetItem: 24 }, { GetItem: 24 }],
      notices: [
        'Calls of the data plane are counted from activity entries: also those that settings leave out of the records.',
      ],
    });
    expect(bucket.requests).toEqual([]);
  });

  it('of a range that cuts an hour reads only the log file whose calls lie across its end', async () => {
    const { buckets } = await count(timeAt(120), `${timeAt(210).slice(0, -3)}30Z`);
    expect(buckets).toEqual([{ GetItem: 24 }, { GetItem: 13 }]);
    expect([...bucket.requests].sort()).toEqual(audit.keys.slice(42, 43));
  });

  it('counts an event once that was delivered twice, and once for each of its tables', async () => {
    const { log, storeEvents } = await createAudit(others);
    const [twice, ...once] = [call(1, BOTH), call(2), call(3, denial('no'))];
    await storeEvents([twice!, ...once]);
    await storeEvents([twice!, controlEvent({ eventTime: timeAt(4) })]);
    const summary = await log.summary({}, { by: 'table' });
    expect(summary).toMatchObject({
      ...{ records: 4, complete: true },
      totals: { [tableArn('Orders')]: 3, [tableArn('Music')]: 2 },
    });
    expect((await log.summary({}, { by: 'outcome' })).totals).toEqual({ succeeded: 3, denied: 1 });
    expect((await log.summary(ORDERS, { by: 'table' })).totals).toEqual({
      ...summary.totals,
      [tableArn('Music')]: 1,
    });
  });

  it('goes on hour by hour where it stopped', async () => {
    const { summary } = openAuditLog({ ...createDynamoDbStore(audit), entryBudget: 20 });
    const query = { ...ORDERS, since: timeAt(120), until: timeAt(300) };
    const first = await summary(query, { by: 'action', interval: '1h' });
    expect(first).toMatchObject({ records: 48, complete: false });
    const second = await summary(query, { by: 'action', interval: '1h', cursor: first.nextToken });
    expect(second).toMatchObject({ records: 24, complete: true });
  });
});
