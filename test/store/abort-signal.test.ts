import { untilAborted } from '../../src/store/abort-signal';

const never = new Promise<never>(() => {});

describe('waiting until a signal is aborted', () => {
  it('gives the result of the work', async () => {
    await expect(untilAborted(Promise.resolve('done'), new AbortController().signal)).resolves.toBe('done');
    await expect(untilAborted(Promise.resolve('done'))).resolves.toBe('done');
  });

  it('rejects with the reason, even if the work never ends', async () => {
    const reason = new Error('out of time');
    await expect(untilAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it("prefers the work's own error, which says more", async () => {
    const { signal } = new AbortController();
    const work = Promise.reject(new Error('3 items were not written in time'));
    await expect(untilAborted(work, signal)).rejects.toThrow('3 items');
    await expect(untilAborted(work, AbortSignal.abort())).rejects.toThrow('3 items');
  });
});
