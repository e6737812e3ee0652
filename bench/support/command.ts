/** The value after an option of the process. */
export const readOption = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;

/** Prints a step of a bench on stderr, so that the table on stdout stays as it is. */
export const printProgress = (bench: string, step: string): void => {
  process.stderr.write(`${bench}: ${step}\n`);
};
