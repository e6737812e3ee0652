import { addEvent, emptyPortion } from '../../src/ingest/portion';
import { encodeItems } from '../../src/store/items/item';
import { auditRecord, settings, storedEvent } from '../support/audit-records';

const itemsOf = (record = auditRecord()) => encodeItems(storedEvent(record), settings());

it('keeps the items of events in their order, and counts their bytes', () => {
  const portion = emptyPortion();
  const [first, second] = [itemsOf(auditRecord({ eventId: 'a' })), itemsOf(auditRecord({ eventId: 'b' }))];
  const added = [addEvent(portion, auditRecord(), first), addEvent(portion, auditRecord(), second)];
  expect(portion.items).toEqual([...first, ...second]);
  expect(added).toEqual([first[0]!.bytes, second[0]!.bytes]);
  expect(portion.bytes).toBe(first[0]!.bytes + second[0]!.bytes);
});

it('knows the time of the oldest event, in whatever order they come', () => {
  const portion = emptyPortion();
  for (const eventTime of ['2026-03-14T10:00:00Z', '2026-03-14T09:00:00Z', '2026-03-14T11:00:00Z']) {
    addEvent(portion, auditRecord({ eventTime }), []);
  }
  expect(portion.oldestEventTime).toBe('2026-03-14T09:00:00Z');
});

it('keeps the records that have a risk, and no others', () => {
  const portion = emptyPortion();
  const risky = auditRecord({ risk: { level: 'high', rules: ['table-deleted'] } });
  addEvent(portion, auditRecord(), []);
  addEvent(portion, risky, []);
  expect(portion.risky).toEqual([risky]);
});

it('knows what the records name, each once, with its days', () => {
  const portion = emptyPortion();
  addEvent(portion, auditRecord({ eventTime: '2026-03-15T00:00:00Z' }), []);
  addEvent(portion, auditRecord({ eventTime: '2026-03-14T23:59:59Z' }), []);
  const resources = [...portion.named.entries()].filter(({ kind }) => kind === 'resources');
  expect(resources).toEqual([
    {
      kind: 'resources',
      value: 'arn:aws:dynamodb:us-east-1:111122223333:table/Music',
      firstSeen: '2026-03-14',
      lastSeen: '2026-03-15',
    },
  ]);
});
