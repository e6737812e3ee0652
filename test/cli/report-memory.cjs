// Loaded before the program: says at its end how many seconds of CPU time it took, and in the last line how much memory
// it had at most, in KiB.
const { writeSync } = require('node:fs');
const { readPeakKib } = require('../support/peak-memory.cjs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, `\n${(user + system) / 1e6}\n${readPeakKib()}\n`);
});
