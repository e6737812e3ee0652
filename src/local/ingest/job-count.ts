import { availableParallelism, totalmem } from 'node:os';

/** Bytes that one job takes, and each further one. */
const FIRST_JOB_BYTES = 450 * 2 ** 20;
const FURTHER_JOB_BYTES = 250 * 2 ** 20;
/** Less than this is read before another thread has started. */
const BYTES_FOR_THREADS = 4 * 2 ** 20;

/** What the number of jobs depends on. */
export interface Machine {
  readonly cores: number;
  /** Memory that this process may use. */
  readonly memoryBytes: number;
}

/** This machine, or the container that the process runs in. */
export const thisMachine = (): Machine => ({
  cores: availableParallelism(),
  memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
});

/**
 * How many threads read log files unless the user says it: one for each core, in half of the memory.
 * @param bytes of all files
 */
export function toJobCount(bytes: number, { cores, memoryBytes }: Machine): number {
  if (bytes < BYTES_FOR_THREADS) return 1;
  const further = Math.floor((memoryBytes / 2 - FIRST_JOB_BYTES) / FURTHER_JOB_BYTES);
  return Math.max(1, Math.min(cores, 1 + further));
}
