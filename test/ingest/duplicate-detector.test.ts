import { duplicateDetector } from '../../src/ingest/duplicate-detector';

it('finds copies of the last 100,000 events', () => {
  const isDuplicate = duplicateDetector();
  const find = (event: number) => isDuplicate(`event-${event}`, `content-${event}`);
  const events = Array.from({ length: 100_001 }, (_, event) => event);
  expect(events.filter(find)).toEqual([]);
  expect([1, 100_000].map(find)).toEqual([true, true]);
});

it('forgets an event after 200,000 others', () => {
  const isDuplicate = duplicateDetector();
  for (let event = 0; event <= 200_000; event++) isDuplicate(`event-${event}`, 'content');
  expect(isDuplicate('event-0', 'content')).toBe(false);
});
