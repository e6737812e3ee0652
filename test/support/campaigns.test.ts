import * as fc from 'fast-check';
import { SEED } from './campaigns';

describe('random values', () => {
  it('are the same each time', () => {
    expect(fc.sample(fc.string())).toEqual(fc.sample(fc.string()));
  });

  it('start from the seed that a failure names', () => {
    const { seed } = fc.check(fc.property(fc.nat(), () => false));
    expect(seed).toBe(SEED);
  });
});
