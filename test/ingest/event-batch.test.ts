import { randomBytes } from 'node:crypto';
import { EventBatch } from '../../src/ingest/event-batch';
import { HeldMemory } from '../../src/ingest/held-memory';
import { encodeItems } from '../../src/store/items/item';
import { auditRecord, SOURCE, settings, storedEvent } from '../support/audit-records';

const emptyBatch = (memory = new HeldMemory()) =>
  new EventBatch(memory, { source: SOURCE, items: settings() });
const toJson = ({ items }: EventBatch) => items.map(({ json }) => json.toString());

it('keeps the items of events in their order', () => {
  const batch = emptyBatch();
  const events = Array.from({ length: 200 }, (_, index) =>
    storedEvent(auditRecord({ eventId: `é-${index}` })),
  );
  for (const event of events) batch.add(event);
  const items = events.flatMap((event) => encodeItems(event, settings()));
  expect(toJson(batch)).toEqual(items.map(({ json }) => json));
  expect(batch.items.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
});

it('keeps an item that is larger than a piece of memory', () => {
  const batch = emptyBatch();
  const small = storedEvent();
  const large = storedEvent(auditRecord(), { original: randomBytes(200_000) });
  for (const event of [small, large, small]) batch.add(event);
  const items = [small, large, small].flatMap((event) => encodeItems(event, settings()));
  expect(toJson(batch)).toEqual(items.map(({ json }) => json));
  expect(batch.heldBytes).toBeGreaterThan(200_000);
});

it('gives memory back for other batches, but not memory that may still be in use', () => {
  const memory = new HeldMemory();
  const [first, second, third] = [emptyBatch(memory), emptyBatch(memory), emptyBatch(memory)];
  const memoryOf = ({ items }: EventBatch) => (items[0]!.json as Buffer).buffer;
  first.add(storedEvent());
  const used = memoryOf(first);
  first.giveBack();
  second.add(storedEvent());
  expect(memoryOf(second)).toBe(used);
  second.leave();
  third.add(storedEvent());
  expect(memoryOf(third)).not.toBe(used);
});

it('knows the time of the oldest event, in whatever order they come', () => {
  const batch = emptyBatch();
  for (const eventTime of ['2026-03-14T10:00:00Z', '2026-03-14T09:00:00Z', '2026-03-14T11:00:00Z']) {
    batch.add(storedEvent(auditRecord({ eventTime })));
  }
  expect(batch.oldestEventTime).toBe('2026-03-14T09:00:00Z');
});

it('keeps the records that have a risk, and no others', () => {
  const batch = emptyBatch();
  const risky = auditRecord({ risk: { level: 'high', rules: ['table-deleted'] } });
  batch.add(storedEvent());
  batch.add(storedEvent(risky));
  expect(batch.risky).toEqual([risky]);
});

it('knows what the records name, each once, with its days', () => {
  const batch = emptyBatch();
  batch.add(storedEvent(auditRecord({ eventTime: '2026-03-15T00:00:00Z' })));
  batch.add(storedEvent(auditRecord({ eventTime: '2026-03-14T23:59:59Z' })));
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
