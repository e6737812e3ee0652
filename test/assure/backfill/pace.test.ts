import { Pace } from '../../../src/assure/backfill/pace';

const depth = (waiting: number, inFlight = 0) => ({ waiting, inFlight });

/** A queue that finishes some messages in each second, measured once a second. */
function drain(pace: Pace, perSecond: number, seconds: number, start: { depth: number; now: number }) {
  for (let second = 0; second < seconds; second += 1) {
    const sent = pace.allowed;
    pace.noteSent(sent);
    start.depth = Math.max(0, start.depth + sent - perSecond);
    start.now += 1_000;
    pace.observe(depth(start.depth), start.now);
  }
}

describe('the pace of sending', () => {
  it('sends nothing before the queue was measured', () => {
    expect(new Pace().allowed).toBe(0);
  });

  it('begins with 100 messages, less those that wait', () => {
    const pace = new Pace();
    pace.observe(depth(30, 10), 0);
    expect(pace.allowed).toBe(60);
    pace.noteSent(60);
    expect(pace.allowed).toBe(0);
  });

  it.each([20, 100, 300])(
    'lets as many messages wait as are finished in a minute, at %d a second',
    (perSecond) => {
      const pace = new Pace();
      const queue = { depth: 0, now: 0 };
      pace.observe(depth(0), 0);
      drain(pace, perSecond, 120, queue);
      expect(queue.depth).toBeGreaterThan(50 * perSecond);
      expect(queue.depth).toBeLessThan(62 * perSecond);
    },
  );

  it('slows down when the queue drains more slowly', () => {
    const pace = new Pace();
    const queue = { depth: 0, now: 0 };
    pace.observe(depth(0), 0);
    drain(pace, 100, 60, queue);
    drain(pace, 10, 600, queue);
    expect(queue.depth).toBeLessThan(620);
  });

  it('sends nothing while the queue does not drain', () => {
    const pace = new Pace();
    pace.observe(depth(0), 0);
    pace.noteSent(100);
    for (let second = 1; second <= 60; second += 1) pace.observe(depth(100), second * 1_000);
    expect(pace.allowed).toBe(0);
    expect(pace.stalledFor(60_000)).toBe(60_000);
  });

  it('is not stalled while the queue is empty', () => {
    const pace = new Pace();
    pace.observe(depth(0), 0);
    pace.observe(depth(0), 900_000);
    expect(pace.stalledFor(900_000)).toBe(0);
  });
});
