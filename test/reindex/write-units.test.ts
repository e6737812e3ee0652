import type { RawItem } from '../../src/reindex/raw-item';
import { toWriteUnits } from '../../src/reindex/write-units';
import { encodeItems } from '../../src/store/items/item';
import { toAuditedEvent } from '../support/audited';
import { putCost, type WireItem } from '../support/dynamodb-cost';
import { controlEvent, dataEvent } from '../support/events';
import { auditTableDefinition } from '../support/table-definitions';

const SETTINGS = { dataEventIndexes: [], indexApplicationFailures: false };
const { GlobalSecondaryIndexes = [] } = auditTableDefinition('audit');
const TABLE = {
  keys: ['eventId', 'part'],
  indexes: GlobalSecondaryIndexes.map(({ KeySchema = [], Projection }) => ({
    keys: KeySchema.map(({ AttributeName = '' }) => AttributeName),
    projects: Projection?.NonKeyAttributes ?? [],
  })),
};

const toItem = (event = controlEvent()): RawItem => {
  const [item] = encodeItems({ ...toAuditedEvent(event), source: { bucket: 'logs', key: 'any' } }, SETTINGS);
  const raw = JSON.parse(item!.json);
  return { ...raw, original: { B: Buffer.from(raw.original.B, 'base64') } };
};

describe('write units of replacing an item', () => {
  it.each([
    ['a call', controlEvent({ eventName: 'DeleteTable' })],
    ['a data event', dataEvent()],
    ['a large event', controlEvent({ userAgent: Array.from({ length: 300 }, (_, i) => i ** 3).join() })],
  ])('are those of a new item where there was none: %s', (_, event) => {
    const item = toItem(event);
    expect(toWriteUnits(undefined, item)).toBe(putCost(item as WireItem, TABLE).writeUnits);
  });

  it('are one, if no index entry changes', () => {
    const item = toItem();
    expect(toWriteUnits({ ...item, source: { S: 'logs/other' } }, item)).toBe(1);
  });

  it('are two for an entry that moves, and one for an entry that is new, removed or changed', () => {
    const item = toItem();
    const { action: _, ...without } = item;
    expect(toWriteUnits(without, item)).toBe(2);
    expect(toWriteUnits(item, without)).toBe(2);
    expect(toWriteUnits({ ...item, action: { S: 'c|other' } }, item)).toBe(3);
    expect(toWriteUnits({ ...item, expiresAt: { N: '1' } }, item)).toBe(1 + 6);
  });
});
