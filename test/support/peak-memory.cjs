const { readFileSync } = require('node:fs');

/**
 * The most memory that this process ever had, in KiB. Linux counts in `maxRSS` what the parent had when it started the
 * process, but not in `VmHWM`.
 */
exports.readPeakKib = () => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
};
