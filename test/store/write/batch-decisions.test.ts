import { callsToGiveUp, decideAfterError, isAwaited } from '../../../src/store/write/batch-decisions';
import { WriteCall } from '../../../src/store/write/write-call';
import type { PendingItem } from '../../../src/store/write/write-queue';

const call = (signal?: AbortSignal) => new WriteCall({ signal }, () => {});
const pending = (key: string, ...calls: WriteCall[]): PendingItem => ({
  item: { key, json: '{}', jsonBytes: 2 },
  calls,
});
const named = (name: string) => Object.assign(new Error(name), { name });

describe('after an error, a batch', () => {
  it.each(['ThrottlingException', 'InternalServerError'])('is sent again on %s', (name) => {
    const error = Object.assign(named(name), { $metadata: { httpStatusCode: 500 } });
    expect(decideAfterError([pending('a', call())], error)).toEqual({ do: 'retry' });
  });

  it('is split if one of its items was refused and several calls share it', () => {
    const items = ['a', 'b', 'c'].map((key) => pending(key, call()));
    expect(decideAfterError(items, named('ValidationException'))).toEqual({
      do: 'split',
      halves: [items.slice(0, 1), items.slice(1)],
    });
  });

  it('fails as a whole if one call brought it, or if the table was refused', () => {
    const one = call();
    const items = [pending('a', one), pending('b', one)];
    expect(decideAfterError(items, named('ValidationException'))).toEqual({ do: 'fail' });
    const shared = [pending('a', call()), pending('b', call())];
    expect(decideAfterError(shared, named('AccessDeniedException'))).toEqual({ do: 'fail' });
  });
});

describe('a call', () => {
  it('is given up after ten attempts, unless it has a signal to wait for', () => {
    const [hasty, patient] = [call(), call(new AbortController().signal)];
    const items = [pending('a', hasty), pending('b', patient)];
    expect(callsToGiveUp(items, 9)).toEqual([]);
    expect(callsToGiveUp(items, 10)).toEqual([hasty]);
  });

  it('that is settled awaits no item any more', () => {
    const settled = call();
    settled.settle();
    expect(isAwaited(pending('a', settled))).toBe(false);
    expect(isAwaited(pending('a', settled, call()))).toBe(true);
  });
});
