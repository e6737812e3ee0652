import { backoffMilliseconds } from '../../src/store/backoff';

describe('the wait before another attempt', () => {
  it.each([
    [0, 50],
    [1, 100],
    [5, 1_600],
    [20, 5_000],
  ])('after attempt %d is random up to %d ms', (attempt, longest) => {
    expect(backoffMilliseconds(attempt, () => 1)).toBe(longest);
    expect(backoffMilliseconds(attempt, () => 0.25)).toBe(longest / 4);
  });
});
