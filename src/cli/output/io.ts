import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { visible } from './control-characters';

/** A stream that may be a terminal. */
export type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything that a command uses of its process. */
export interface Io {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** Ends the command with an exit code, without another message. */
export class Ended extends Error {
  constructor(readonly exitCode: number) {
    super(`ended with exit code ${exitCode}`);
  }
}

/** Writes to a stream and waits while its buffer is full. */
export async function write(stream: Stream, piece: string | Uint8Array): Promise<void> {
  if (!stream.write(piece)) await once(stream, 'drain');
}

/**
 * Writes a message for people to stderr. Messages quote hostile input, so control characters are made
 * visible, and a second line is indented: no value can pass for a message of its own.
 */
export const note = (io: Io, text: string): Promise<void> =>
  write(io.stderr, `${text.split('\n').map(visible).join('\n  ')}\n`);

/** Writes messages for people to stderr. */
export async function noteAll(io: Io, texts: readonly string[] = []): Promise<void> {
  for (const text of texts) await note(io, text);
}

/** What a command that goes on when it is run again says if it is interrupted. */
export const INTERRUPTED = 'Interrupted. Run the same command again to go on.';
