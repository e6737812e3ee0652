import { RateLimit } from '../../src/store/rate-limit';

describe('a maximum rate', () => {
  it('waits for what was done before', () => {
    const limit = new RateLimit(10);
    expect(limit.take(20, 0)).toBe(0);
    expect(limit.take(20, 500)).toBe(1_500);
    expect(limit.take(1, 4_000)).toBe(0);
  });

  it('does not make up for time in which nothing was done', () => {
    const limit = new RateLimit(10);
    limit.take(1, 0);
    limit.take(10, 60_000);
    expect(limit.take(1, 60_000)).toBe(1_000);
  });

  it('is none by default', () => {
    const limit = new RateLimit(Number.POSITIVE_INFINITY);
    limit.take(1_000_000, 0);
    expect(limit.take(1, 0)).toBe(0);
  });
});
