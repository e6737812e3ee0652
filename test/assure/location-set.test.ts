import { LocationSet } from '../../src/assure/location-set';

describe('a set of locations', () => {
  const toLocation = (index: number) =>
    `trail-logs/AWSLogs/111122223333/CloudTrail/us-east-1/${index}.json.gz`;

  it('has what was added, however much that is, and nothing else', () => {
    const locations = new LocationSet();
    for (let index = 0; index < 20_000; index++) locations.add(toLocation(index % 10_000));
    const found = Array.from({ length: 20_000 }, (_, index) => locations.has(toLocation(index)));
    expect(found.indexOf(false)).toBe(10_000);
    expect(found.lastIndexOf(true)).toBe(9_999);
  });
});
