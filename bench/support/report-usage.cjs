// Loaded into a measured process: writes what it used to the file that BENCH_USAGE names when it exits.
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.env.BENCH_USAGE) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakRssMB: (maxRSS * 1024) / 1e6 };
    require('node:fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
  });
}
