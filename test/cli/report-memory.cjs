// Loaded before the program: says at its end how many seconds of CPU time it took, and in the last line how much memory
// it had at most, in KiB.
const { readFileSync, writeSync } = require('node:fs');

/** Linux counts in `maxRSS` what the parent had when it started the process, but not in `VmHWM`. */
function readPeak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, `\n${(user + system) / 1e6}\n${readPeak()}\n`);
});
