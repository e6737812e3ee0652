import { fork } from 'node:child_process';

/** What the bucket holds: one log file of the disk, or so many small ones. */
export type StandInInput = { readonly file: string } | { readonly smallFiles: number };

export interface StandInObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

export interface StandIns {
  /** Of both services. */
  readonly endpoint: string;
  readonly objects: readonly StandInObject[];
}

/**
 * Starts a stand-in in a process of its own; it ends with this one.
 * @param program TypeScript that sends one message when it is ready
 */
export function startStandIn<Ready>(program: string, argument: string): Promise<Ready> {
  const child = fork(program, [argument], { execArgv: ['--import', 'tsx'] });
  return new Promise((ready, failed) => {
    child.once('message', (message) => ready(message as Ready));
    child.once('exit', (code) => failed(new Error(`${program} ended with ${code}`)));
  });
}
