import { setTimeout as wait } from 'node:timers/promises';
import { mapLimit } from '../../src/ingest/map-limit';

describe('mapLimit', () => {
  it('gives results in the order of the items, whatever finishes first', async () => {
    const results = await mapLimit([30, 10, 20], 3, async (milliseconds) => {
      await wait(milliseconds);
      return milliseconds;
    });
    expect(results).toEqual([30, 10, 20]);
  });

  it('runs no more than the width at once', async () => {
    let running = 0;
    let most = 0;
    await mapLimit([1, 2, 3, 4, 5, 6, 7], 3, async () => {
      running += 1;
      most = Math.max(most, running);
      await wait(2);
      running -= 1;
    });
    expect(most).toBe(3);
  });

  it('begins nothing after a rejection', async () => {
    const begun: number[] = [];
    const run = mapLimit([1, 2, 3, 4], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(run).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });

  it('does nothing with nothing', async () => {
    await expect(mapLimit([], 4, async () => 1)).resolves.toEqual([]);
  });
});
