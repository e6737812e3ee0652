import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** All that a command touches of the process it runs in. */
export interface Io {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** Ends the command with an exit code, all having been said. */
export class Ended extends Error {
  constructor(readonly exitCode: number) {
    super(`ended with exit code ${exitCode}`);
  }
}

/** Writes a piece; waits while the reader is slower than we are. */
export async function write(stream: Stream, piece: string | Uint8Array): Promise<void> {
  if (!stream.write(piece)) await once(stream, 'drain');
}

/** Tells people something that is not part of the answer. */
export const note = (io: Io, text: string): Promise<void> => write(io.stderr, `${text}\n`);
