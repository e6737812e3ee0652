import { run } from '../../src/cli/main';

// A process of its own that reindexes, and says when it begins.
process.stdout.write('started\n');
const { stdout, stderr, env } = process;
run(['reindex', ...process.argv.slice(2)], { stdout, stderr, env, signal: new AbortController().signal })
  .then((exitCode) => {
    process.exitCode = exitCode;
  })
  .catch((error) => {
    stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
