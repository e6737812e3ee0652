import { PassThrough } from 'node:stream';
import { startProgressLines } from '../../src/cli/output/progress-lines';

it('writes a line every two seconds until it is stopped', () => {
  jest.useFakeTimers();
  const stderr = new PassThrough();
  let done = 0;
  const io = { stdout: new PassThrough(), stderr, env: {}, signal: new AbortController().signal };
  const stop = startProgressLines(io, () => `Verified ${done} files.`);
  jest.advanceTimersByTime(1_999);
  expect(stderr.read()).toBeNull();
  done = 1_204;
  jest.advanceTimersByTime(2_001);
  expect(String(stderr.read())).toBe('Verified 1204 files.\nVerified 1204 files.\n');
  stop();
  jest.advanceTimersByTime(10_000);
  expect(stderr.read()).toBeNull();
  jest.useRealTimers();
});
