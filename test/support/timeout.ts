import { availableParallelism, loadavg } from 'node:os';
import { campaignSize } from './campaigns';

/** For a machine that is slower than the one that was measured, or that others begin to use. */
const RESERVE = 10;

/**
 * How long a test may take here and now, in milliseconds: more on a machine that others use, too.
 * @param processorSeconds what the test needs alone on a machine, rounded up
 */
export function timeoutFor(processorSeconds: number): number {
  const share = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  return Math.ceil(processorSeconds * RESERVE * share * 1_000);
}

// Jest runs this file before each test file. Tests that need more say so.
jest.setTimeout(timeoutFor(campaignSize(30)));
