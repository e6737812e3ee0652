/** What a changed clock does not change. */
const TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Sets the clock of this process back, until `jest.useRealTimers()`. */
export function setClockBack(ms: number): void {
  jest.useFakeTimers({ now: Date.now() - ms, doNotFake: [...TIMERS] });
}
