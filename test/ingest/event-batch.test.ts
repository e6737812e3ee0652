import { addEvent, emptyBatch } from '../../src/ingest/event-batch';
import { encodeItems } from '../../src/store/items/item';
import { auditRecord, settings, storedEvent } from '../support/audit-records';

const toItems = (record = auditRecord()) => encodeItems(storedEvent(record), settings());

it('keeps the items of events in their order, and counts their bytes', () => {
  const batch = emptyBatch();
  const [first, second] = [toItems(auditRecord({ eventId: 'a' })), toItems(auditRecord({ eventId: 'b' }))];
  const added = [addEvent(batch, auditRecord(), first), addEvent(batch, auditRecord(), second)];
  expect(batch.items).toEqual([...first, ...second]);
  expect(added).toEqual([first[0]!.bytes, second[0]!.bytes]);
  expect(batch.bytes).toBe(first[0]!.bytes + second[0]!.bytes);
});

it('knows the time of the oldest event, in whatever order they come', () => {
  const batch = emptyBatch();
  for (const eventTime of ['2026-03-14T10:00:00Z', '2026-03-14T09:00:00Z', '2026-03-14T11:00:00Z']) {
    addEvent(batch, auditRecord({ eventTime }), []);
  }
  expect(batch.oldestEventTime).toBe('2026-03-14T09:00:00Z');
});

it('keeps the records that have a risk, and no others', () => {
  const batch = emptyBatch();
  const risky = auditRecord({ risk: { level: 'high', rules: ['table-deleted'] } });
  addEvent(batch, auditRecord(), []);
  addEvent(batch, risky, []);
  expect(batch.risky).toEqual([risky]);
});

it('knows what the records name, each once, with its days', () => {
  const batch = emptyBatch();
  addEvent(batch, auditRecord({ eventTime: '2026-03-15T00:00:00Z' }), []);
  addEvent(batch, auditRecord({ eventTime: '2026-03-14T23:59:59Z' }), []);
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
