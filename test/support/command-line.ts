import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { run } from '../../src/cli/main';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  stdoutBytes: Buffer;
}

export interface RunOptions {
  /** Columns of the terminal that stdout is. No terminal unless set. */
  columns?: number;
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** Called with each piece of stdout. */
  onOutput?: (piece: string) => void;
  /** Called with each piece of stderr. */
  onMessage?: (piece: string) => void;
}

/** Runs one command line of `ddb-audit` in this process. */
export async function ddbAudit(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const stdout = Object.assign(
    new PassThrough(),
    options.columns && { isTTY: true, columns: options.columns },
  );
  const stderr = new PassThrough();
  const { onOutput, onMessage } = options;
  if (onOutput) stdout.on('data', (piece: Buffer) => onOutput(piece.toString()));
  if (onMessage) stderr.on('data', (piece: Buffer) => onMessage(piece.toString()));
  const printed = Promise.all([buffer(stdout), buffer(stderr)]);
  const signal = options.signal ?? new AbortController().signal;
  const exitCode = await run(words, { stdout, stderr, env: options.env ?? {}, signal });
  stdout.end();
  stderr.end();
  const [stdoutBytes, stderrBytes] = await printed;
  return { exitCode, stdout: stdoutBytes.toString(), stderr: stderrBytes.toString(), stdoutBytes };
}

/** The values of stdout that is JSON line by line. */
export const parseLines = <T = Record<string, unknown>>({ stdout }: Ran): T[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
