/** What work gives, and the processor time that it takes. A clock would also count the time that other processes use. */
export function measureProcessorTime<Result>(work: () => Result): { result: Result; milliseconds: number } {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, milliseconds: (user + system) / 1_000 };
}
