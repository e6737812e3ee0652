import type { Stream } from './io';

/** A bar that shows how many bytes of log files were read, how fast, and how long the rest takes. */
export interface Progress {
  /** Adds bytes that are to be read. */
  plan(bytes: number): void;
  /** Adds bytes that were read. */
  add(bytes: number): void;
  /** Removes the bar, and leaves the terminal as it was. */
  stop(): void;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes with three digits, such as `1.46 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : value.toPrecision(3)} ${UNITS[unit]}`;
}

/** @param stream a terminal */
export async function startProgress(stream: Stream): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: stream as NodeJS.WriteStream,
    format: '{bar} {percentage} %  {read} of {all}  {rate}/s  {eta_formatted} left',
    clearOnComplete: true,
    hideCursor: true,
  });
  const start = performance.now();
  let all = 0;
  let read = 0;
  const toPayload = () => ({
    read: formatBytes(read),
    all: formatBytes(all),
    rate: formatBytes((read * 1_000) / Math.max(1, performance.now() - start)),
  });
  // A bar of nothing would be full.
  bar.start(1, read, toPayload());
  return {
    plan(bytes) {
      all += bytes;
      bar.setTotal(all);
      bar.update(read, toPayload());
    },
    add(bytes) {
      read += bytes;
      bar.update(Math.min(read, all), toPayload());
    },
    stop: () => bar.stop(),
  };
}
