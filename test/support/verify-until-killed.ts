import { ddbAudit } from './command-line';

// A process of its own that verifies and stores the result until it is killed, and prints each exit code.
async function verifyForever(words: readonly string[]): Promise<void> {
  for (;;) {
    const { exitCode, stderr } = await ddbAudit(words);
    process.stderr.write(stderr);
    process.stdout.write(`${exitCode}\n`);
  }
}

verifyForever(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
