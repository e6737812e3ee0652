#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { run } from '../src/cli/main';
import { EXIT } from '../src/cli/shell/exit-code';

// The SDK warns on every Node below 22; this project supports Node 20 on purpose.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { stdout, stderr, env } = process;
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has closed the pipe, as `head` does.
    if (error.code === 'EPIPE') process.exit(0);
    // Exit code 1 would say that something was changed. stderr may be what cannot be written to.
    try {
      writeSync(2, `ddb-audit: Cannot write the output: ${error.message}\n`);
    } finally {
      process.exit(EXIT.otherFailure);
    }
  });
}
run(process.argv.slice(2), { stdout, stderr, env, signal: interruption.signal }).then((exitCode) => {
  // Exit only after stdout is flushed: pipes are asynchronous on some systems.
  stdout.write('', () => process.exit(exitCode));
});
