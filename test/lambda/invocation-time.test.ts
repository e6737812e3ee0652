import { InvocationTime, planTime } from '../../lambda/invocation-time';

describe('the time of an invocation', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['a long invocation', 300_000, { work: 295_000, completion: 299_000 }],
    ['a short invocation', 4_000, { work: 3_000, completion: 3_600 }],
    ['no time at all', 0, { work: 0, completion: 0 }],
  ])('is planned for %s', (_, left, plan) => {
    expect(planTime(left)).toEqual(plan);
  });

  it('ends work first, then completion, both with OutOfTime', () => {
    const time = new InvocationTime(400);
    jest.advanceTimersByTime(300);
    expect([time.workSignal.aborted, time.completionSignal.aborted]).toEqual([true, false]);
    jest.advanceTimersByTime(60);
    expect(time.completionSignal.reason).toMatchObject({ code: 'OutOfTime' });
  });

  it('aborts nothing once the invocation has ended', () => {
    const time = new InvocationTime(40);
    time.end();
    jest.advanceTimersByTime(60);
    expect([time.workSignal.aborted, time.completionSignal.aborted]).toEqual([false, false]);
  });
});
