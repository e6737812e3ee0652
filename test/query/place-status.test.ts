import { PlaceStatuses } from '../../src/query/place-status';
import { ledgerEntry } from '../support/ledger-entries';

it('names 10,000 places at most, and knows that there are more', () => {
  const places = new PlaceStatuses();
  const add = (index: number) => places.add([ledgerEntry({ region: `region-${index}` })]);
  for (let index = 0; index < 10_000; index += 1) add(index);
  add(0);
  expect(places.hasMore).toBe(false);
  add(10_000);
  expect(places.hasMore).toBe(true);
  expect(places.finish(24)).toHaveLength(10_000);
});
