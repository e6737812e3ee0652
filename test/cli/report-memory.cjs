// Loaded before the program: says at its end how much memory it had at most.
process.on('exit', () => {
  require('node:fs').writeSync(2, `\n${process.resourceUsage().maxRSS}\n`);
});
