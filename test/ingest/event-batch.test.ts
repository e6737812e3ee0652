import { EventBatch } from '../../src/ingest/event-batch';
import { HeldMemory } from '../../src/ingest/held-memory';
import { encodeItems } from '../../src/store/items/item';
import { auditRecord, settings, storedEvent } from '../support/audit-records';

const emptyBatch = (memory = new HeldMemory()) => new EventBatch(memory);
const toItems = (record = auditRecord()) => encodeItems(storedEvent(record), settings());
const toJson = ({ items }: EventBatch) => items.map(({ json }) => json.toString());

it('keeps the items of events in their order', () => {
  const batch = emptyBatch();
  const items = Array.from({ length: 200 }, (_, index) => toItems(auditRecord({ eventId: `é-${index}` })));
  for (const one of items) batch.add(auditRecord(), one);
  expect(toJson(batch)).toEqual(items.flat().map(({ json }) => json));
  expect(batch.items.map(({ key }) => key)).toEqual(items.flat().map(({ key }) => key));
});

it('keeps an item that is larger than a piece of memory', () => {
  const batch = emptyBatch();
  const [item] = toItems();
  const json = JSON.stringify({ note: 'x'.repeat(300_000) });
  batch.add(auditRecord(), [item!, { ...item!, json, jsonBytes: json.length }, item!]);
  expect(toJson(batch)).toEqual([item!.json, json, item!.json]);
  expect(batch.heldBytes).toBeGreaterThan(300_000);
});

it('gives memory back for other batches, but not memory that may still be in use', () => {
  const memory = new HeldMemory();
  const [first, second, third] = [emptyBatch(memory), emptyBatch(memory), emptyBatch(memory)];
  const memoryOf = ({ items }: EventBatch) => (items[0]!.json as Buffer).buffer;
  first.add(auditRecord(), toItems());
  const used = memoryOf(first);
  first.giveBack();
  second.add(auditRecord(), toItems());
  expect(memoryOf(second)).toBe(used);
  second.leave();
  third.add(auditRecord(), toItems());
  expect(memoryOf(third)).not.toBe(used);
});

it('knows the time of the oldest event, in whatever order they come', () => {
  const batch = emptyBatch();
  for (const eventTime of ['2026-03-14T10:00:00Z', '2026-03-14T09:00:00Z', '2026-03-14T11:00:00Z']) {
    batch.add(auditRecord({ eventTime }), []);
  }
  expect(batch.oldestEventTime).toBe('2026-03-14T09:00:00Z');
});

it('keeps the records that have a risk, and no others', () => {
  const batch = emptyBatch();
  const risky = auditRecord({ risk: { level: 'high', rules: ['table-deleted'] } });
  batch.add(auditRecord(), []);
  batch.add(risky, []);
  expect(batch.risky).toEqual([risky]);
});

it('knows what the records name, each once, with its days', () => {
  const batch = emptyBatch();
  batch.add(auditRecord({ eventTime: '2026-03-15T00:00:00Z' }), []);
  batch.add(auditRecord({ eventTime: '2026-03-14T23:59:59Z' }), []);
  const resources = [...batch.named.entries()].filter(({ kind }) => kind === 'resources');
  expect(resources).toEqual([
    {
      kind: 'resources',
      value: 'arn:aws:dynamodb:us-east-1:111122223333:table/Music',
      firstSeen: '2026-03-14',
      lastSeen: '2026-03-15',
    },
  ]);
});
