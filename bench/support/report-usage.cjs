// Loaded into a measured process: writes what it used to the file that BENCH_USAGE names when it exits.
const { readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/** In kB. Linux counts in `maxRSS` what the parent had when it started the process, but not in `VmHWM`. */
function readPeak(maxRSS) {
  if (process.platform !== 'linux') return maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

if (isMainThread && process.env.BENCH_USAGE) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakRssMB: (readPeak(maxRSS) * 1024) / 1e6 };
    require('node:fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
  });
}
