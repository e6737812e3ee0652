import { type Io, note } from './io';

/** Nobody should wait longer for a sign of progress. */
const INTERVAL_MS = 2_000;

/**
 * Writes a line about progress to stderr every two seconds. A command that ends earlier writes none.
 * @returns stops it
 */
export function startProgressLines(io: Io, toLine: () => string): () => void {
  const timer = setInterval(() => {
    // A failure to write ends the command by the error of the stream.
    note(io, toLine()).catch(() => {});
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
