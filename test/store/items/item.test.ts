import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import type { AuditRecord } from '../../../src/audit/audit-record';
import { INDEXES } from '../../../src/store/indexes';
import { decodeItem, encodeItems, MAXIMUM_ITEM_BYTES } from '../../../src/store/items/item';
import { storableRecord } from '../../../src/store/storable-record';
import {
  anyRecord,
  auditRecord,
  CONTENT_HASH,
  changeRecord,
  SOURCE,
  settings,
  storedEvent,
} from '../../support/audit-records';
import { itemBytes } from '../../support/dynamodb-cost';
import { toAttributes, toStoredItem, toWireItem } from '../../support/wire';

const TABLES = [
  'arn:aws:dynamodb:us-east-1:111122223333:table/Music',
  'arn:aws:dynamodb:us-east-1:111122223333:table/Films',
];
const everySetting = fc.record({
  retentionDays: fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: undefined }),
  dataEventIndexes: fc.subarray(['action', 'feed', 'credential', 'address'] as const),
  indexApplicationFailures: fc.boolean(),
});

describe('the item of an event', () => {
  it('holds keys, what the record does not say elsewhere, and the original', () => {
    const [item] = encodeItems(storedEvent(), settings());
    const { original, ...attributes } = toAttributes(item!);
    expect(original?.B).toBeInstanceOf(Uint8Array);
    expect(attributes).toEqual({
      eventId: { S: '5e1f0000-1111-4222-8333-000000000001' },
      part: { S: `event#${CONTENT_HASH}` },
      occurred: { S: '2026-03-14T09:26:53Z#8333000000000001' },
      resource: { S: 't1|arn:aws:dynamodb:us-east-1:111122223333:table/Music' },
      principal: { S: 't1|arn:aws:iam::111122223333:role/orders-service' },
      source: { S: 'trail-logs*0930_abcDEF0123456789' },
      summary: {
        M: {
          format: { N: '2' },
          eventName: { S: 'GetItem' },
          accountId: { S: '111122223333' },
          awsRegion: { S: 'us-east-1' },
          sourceIPAddress: { S: '203.0.113.20' },
          accessKeyId: { S: 'ASIAORDERSEXAMPLE001' },
          userAgent: { S: '~j31.13' },
          principalId: { S: ':role/orders-service' },
          sessionName: { S: 'i-0abc' },
          resources: { L: [{ S: ':table/Music' }] },
        },
      },
    });
  });

  it('says what the defaults do not: plane, access, category, outcome, risk', () => {
    const record = changeRecord({
      outcome: 'denied',
      errorCode: 'AccessDenied',
      risk: { level: 'high', rules: ['a', 'b'] },
    });
    const [item] = encodeItems(storedEvent(record), settings());
    expect(toAttributes(item!).summary?.M).toMatchObject({
      plane: { S: 'control' },
      access: { S: 'write' },
      category: { S: 'table' },
      outcome: { S: 'denied' },
      errorCode: { S: 'AccessDenied' },
      risk: { S: 'high' },
      riskRules: { L: [{ S: 'a' }, { S: 'b' }] },
    });
  });

  it('expires so many days after the event', () => {
    const [item] = encodeItems(storedEvent(), settings({ retentionDays: 1 }));
    expect(toAttributes(item!).expiresAt).toEqual({ N: String(Date.parse('2026-03-15T09:26:53Z') / 1_000) });
  });

  it('is the same for the same event, but for the log file that carried it', () => {
    const other = { bucket: 'trail-logs', key: 'copy.json.gz' };
    const [item] = encodeItems(storedEvent(), settings());
    const [again] = encodeItems({ ...storedEvent(), source: other }, settings());
    expect(again!.key).toBe(item!.key);
    expect({ ...toAttributes(again!), source: null }).toEqual({ ...toAttributes(item!), source: null });
  });

  it('never replaces another event under the same id', () => {
    const forged = storedEvent(auditRecord({ resources: TABLES }), { contentHash: 'f'.repeat(16) });
    const keys = [
      ...encodeItems(storedEvent(auditRecord({ resources: TABLES })), settings()),
      ...encodeItems(forged, settings()),
    ];
    expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
  });
});

describe('further resources', () => {
  const record = auditRecord({ resources: [...TABLES, TABLES[1]!] });
  const [event, ...links] = encodeItems(storedEvent(record), settings());

  it('have a link item each, once, in the resource index only', () => {
    expect(toAttributes(event!).resource?.S).toBe(`t1|${TABLES[0]}`);
    expect(links).toHaveLength(1);
    const { summary, ...link } = toAttributes(links[0]!);
    expect(link).toEqual({
      eventId: { S: record.eventId },
      part: { S: `resource#${CONTENT_HASH}#${TABLES[1]}` },
      occurred: { S: '2026-03-14T09:26:53Z#8333000000000001' },
      resource: { S: `t1|${TABLES[1]}` },
    });
    expect(summary).toEqual(toAttributes(event!).summary);
  });

  it('are found with their table where they are its index or stream, and have no link item', () => {
    const parts = [`${TABLES[0]}/index/ByYear`, `${TABLES[0]}/stream/2026`];
    const items = encodeItems(storedEvent(auditRecord({ resources: [...parts, TABLES[0]!] })), settings());
    expect(items.map((item) => toAttributes(item).resource?.S)).toEqual([`t1|${TABLES[0]}`]);
    expect(decodeItem(toStoredItem(items[0]!)).record.resources).toEqual([...parts, TABLES[0]]);
  });

  it('have their own entry where their table is not named, and always for control events', () => {
    const index = `${TABLES[0]}/index/ByYear`;
    const toKeys = (of: AuditRecord) =>
      encodeItems(storedEvent(of), settings()).map((item) =>
        toAttributes(item).resource?.S?.replace(/^\w+\|/, ''),
      );
    expect(toKeys(auditRecord({ resources: [index] }))).toEqual([index]);
    expect(toKeys(changeRecord({ resources: [TABLES[0]!, index] }))).toEqual([TABLES[0], index]);
  });

  it('have no entry of their own under a table that the event does not name', () => {
    const exported = `${TABLES[0]}/export/01`;
    const record = changeRecord({ resources: [TABLES[0]!, exported], impliedTables: 1 });
    const items = encodeItems(storedEvent(record), settings());
    expect(items.map((item) => toAttributes(item).resource?.S)).toEqual([`c|${TABLES[0]}`]);
    expect(decodeItem(toStoredItem(items[0]!)).record).toEqual(record);
  });

  it('read back as the same record', () => {
    expect(decodeItem(toStoredItem(links[0]!))).toMatchObject({ record, contentHash: CONTENT_HASH });
  });

  it('beyond a hundred are found by each, though no item lists them all', () => {
    const resources = Array.from({ length: 250 }, (_, table) => `${TABLES[0]}${table}`);
    const items = encodeItems(storedEvent(auditRecord({ resources })), settings());
    expect(items.map((item) => toAttributes(item).resource?.S)).toEqual(
      resources.map((resource) => `t1|${resource}`),
    );
    const last = decodeItem(toStoredItem(items[249]!));
    expect(last.truncated).toBe(true);
    expect(last.record.resources).toEqual([...resources.slice(0, 100), resources[249]]);
  });
});

describe("DynamoDB's limits", () => {
  it('leave out an original that does not fit, and say so', () => {
    const original = randomBytes(MAXIMUM_ITEM_BYTES);
    const [item] = encodeItems(storedEvent(auditRecord(), { original }), settings());
    expect(decodeItem(toStoredItem(item!))).toMatchObject({
      record: auditRecord(),
      source: SOURCE,
      truncated: true,
      original: undefined,
    });
  });

  it('keep an original that just fits', () => {
    const overhead =
      encodeItems(storedEvent(auditRecord(), { original: randomBytes(300_000) }), settings())[0]!.bytes -
      300_000;
    const original = randomBytes(MAXIMUM_ITEM_BYTES - overhead - 100);
    const [item] = encodeItems(storedEvent(auditRecord(), { original }), settings());
    expect(item!.bytes).toBeGreaterThan(MAXIMUM_ITEM_BYTES - 200);
    expect(decodeItem(toStoredItem(item!))).toMatchObject({ truncated: false, original });
  });

  it('hold for a record whose every field is far too long', () => {
    const long = (field: string) => `${field}${'é'.repeat(50_000)}`;
    const record = auditRecord({
      eventId: long('id'),
      eventName: long('name'),
      errorCode: long('error'),
      accountId: long('account'),
      region: long('region'),
      sourceIp: long('ip'),
      accessKeyId: long('key'),
      userAgent: long('agent'),
      principal: { id: long('principal'), type: long('type'), name: long('who'), session: long('session') },
      resources: Array.from({ length: 120 }, (_, table) => long(String(table))),
      risk: { level: 'low', rules: [long('rule')] },
    });
    const items = encodeItems(
      storedEvent(record, { original: randomBytes(MAXIMUM_ITEM_BYTES) }),
      settings({ dataEventIndexes: ['action', 'feed', 'credential', 'address'] }),
    );
    for (const item of items) {
      expect(item.bytes).toBeLessThanOrEqual(MAXIMUM_ITEM_BYTES);
      const attributes = toAttributes(item);
      for (const name of ['eventId', ...INDEXES.map((index) => index.name)]) {
        expect(Buffer.byteLength(attributes[name]?.S ?? '')).toBeLessThanOrEqual(2_048);
      }
      expect(Buffer.byteLength(attributes.part!.S!)).toBeLessThanOrEqual(1_024);
      expect(decodeItem(toStoredItem(item)).truncated).toBe(true);
    }
    expect(new Set(items.map(({ key }) => key)).size).toBe(120);
  });
});

describe('any record at all', () => {
  it('reads back as it was, with its original and its log file', () => {
    fc.assert(
      fc.property(anyRecord, fc.uint8Array({ maxLength: 500 }), everySetting, (record, original, options) => {
        const [item] = encodeItems(storedEvent(record, { original }), options);
        expect(decodeItem(toStoredItem(item!))).toEqual({
          record: storableRecord(record).record,
          contentHash: CONTENT_HASH,
          source: SOURCE,
          original: Buffer.from(original),
          truncated: false,
        });
      }),
    );
  });

  it("is counted in bytes as DynamoDB's rules say", () => {
    fc.assert(
      fc.property(anyRecord, everySetting, (record, options) => {
        for (const item of encodeItems(storedEvent(record), options)) {
          expect(item.bytes).toBe(itemBytes(toWireItem(item)));
        }
      }),
    );
  });

  it('has no empty key', () => {
    fc.assert(
      fc.property(anyRecord, everySetting, (record, options) => {
        for (const item of encodeItems(storedEvent(record), options)) {
          const attributes = toAttributes(item);
          for (const name of ['eventId', 'part', 'occurred']) expect(attributes[name]?.S).not.toBe('');
          for (const { name } of INDEXES)
            if (name in attributes) expect(attributes[name]?.S).toMatch(/^(c|t[0-7])\|./s);
        }
      }),
    );
  });
});

describe('reading an item', () => {
  const stored = () => toStoredItem(encodeItems(storedEvent(), settings())[0]!);

  it('works on what an index projects', () => {
    const { eventId, part, occurred, principal, summary } = stored();
    const projected = { eventId, part, occurred, principal, summary };
    expect(decodeItem(projected)).toEqual({
      record: auditRecord(),
      contentHash: CONTENT_HASH,
      original: undefined,
      truncated: false,
    });
  });

  it('reads format 1, where a source identity stands for the session', () => {
    const { summary, ...item } = stored();
    const format1 = { ...item, summary: { ...(summary as object), format: 1, sessionName: 'alice' } };
    expect(decodeItem(format1).record.principal).toMatchObject({ session: 'alice' });
  });

  it.each([
    ['without a summary', () => ({ eventId: 'x', part: 'event#0', occurred: 't#0' }), /Not an item/],
    ['of another kind', () => ({ ...stored(), part: 'other' }), /Not an item/],
    ['of a later format', () => ({ ...stored(), summary: { format: 3 } }), /format 3.*reads 1 and 2/],
  ])('refuses one %s', (_what, item, message) => {
    expect(() => decodeItem(item())).toThrow(
      expect.objectContaining({ code: 'InvalidItem', message: expect.stringMatching(message) }),
    );
  });

  it('tells of a damaged original when that is read, not before', () => {
    const damaged = decodeItem({ ...stored(), original: Buffer.from('damaged') });
    expect(damaged.record).toEqual(auditRecord());
    expect(() => damaged.original).toThrow(expect.objectContaining({ code: 'InvalidItem' }));
  });
});
