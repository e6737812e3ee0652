/** One way to do the job: prepares what is not measured, and returns the measured part. */
export type Contestant = (input: string) => Promise<() => Promise<unknown>>;

/**
 * What a contestant needed for one input: medians of the runs after a warm-up, in a process of its own.
 * The contestants take turns, so that whatever else the machine does meets all alike.
 */
export interface Measurement {
  readonly contestant: string;
  readonly input: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU of the first run in its process, before compilers have done their work. */
  readonly firstCpuMs: number;
  /** The most memory the process ever had in the first run, in 10^6 bytes. */
  readonly peakRssMB: number;
  /** The most memory the process ever had when all runs were over, in 10^6 bytes. */
  readonly plateauRssMB: number;
  /** CPU of each run, to see how far they differ. */
  readonly cpuRunsMs: readonly number[];
  /** What the contestant returned in its last run, for counts and for checking that all did the same. */
  readonly result: unknown;
}

/** One run of a contestant. */
export interface Run {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly result: unknown;
}

/** The first run in a process. */
export interface FirstRun {
  readonly firstCpuMs: number;
  readonly peakRssMB: number;
}

/** Some runs of a contestant. */
export interface Turn {
  readonly runs: readonly Run[];
  readonly plateauRssMB: number;
}

/** What a process is told to do. It finds it in this variable of its environment. */
export interface Order {
  readonly contestant: string;
  readonly input: string;
  readonly quick: boolean;
}
export const ORDER = 'BENCH_ORDER';

/** What a line of a process begins with that is no output of the contestant. */
export const ANSWER = 'BENCH ';
