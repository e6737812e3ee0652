import { duplicateDetector } from '../../src/ingest/duplicate-detector';

const toHash = (event: number) => event.toString(16).padStart(16, '0');

it('finds copies of the last 100,000 events', () => {
  const isDuplicate = duplicateDetector();
  const find = (event: number) => isDuplicate(`event-${event}`, toHash(event));
  const events = Array.from({ length: 100_001 }, (_, event) => event);
  expect(events.filter(find)).toEqual([]);
  expect([1, 100_000].map(find)).toEqual([true, true]);
});

it('forgets an event after 200,000 others', () => {
  const isDuplicate = duplicateDetector();
  for (let event = 0; event <= 200_000; event++) isDuplicate(`event-${event}`, toHash(event));
  expect(isDuplicate('event-0', toHash(0))).toBe(false);
});

it('keeps events that differ in their id or in their content', () => {
  const isDuplicate = duplicateDetector();
  const events = [
    ['event-1', toHash(1)],
    ['event-1', toHash(2)],
    ['event-2', toHash(2)],
    ['event-2', `1${toHash(2).slice(1)}`],
  ] as const;
  expect(events.map(([id, hash]) => isDuplicate(id, hash))).toEqual([false, false, false, false]);
  expect(events.map(([id, hash]) => isDuplicate(id, hash))).toEqual([true, true, true, true]);
});
