import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import {
  ANSWER,
  type FirstRun,
  type Measurement,
  ORDER,
  type Order,
  type Run,
  type Turn,
} from './contestant';
import { median } from './statistics';

/** A contestant in its process, warmed up. */
export interface Racer {
  readonly contestant: string;
  readonly first: FirstRun;
  readonly runs: Run[];
  /** The most memory that its process had so far, in 10^6 bytes. */
  plateauRssMB: number;
  turn(): Promise<Turn>;
  stop(): void;
}

/**
 * Starts a contestant in a process of its own. Resolves when it is warmed up.
 * @param program from `bundle`
 */
export async function startRacer(program: string, order: Order): Promise<Racer> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, [ORDER]: JSON.stringify(order) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error(errorLine(errors) ?? `ended with ${await waitForExit(child)}`);
      // Anything else is the contestant's own output.
      if (value.startsWith(ANSWER)) return JSON.parse(value.slice(ANSWER.length));
    }
  };
  const first = (await answer()) as FirstRun;
  const turn = async () => {
    child.stdin.write('turn\n');
    return answer();
  };
  return {
    contestant: order.contestant,
    first,
    plateauRssMB: first.peakRssMB,
    runs: [],
    turn,
    stop: () => child.kill(),
  };
}

const waitForExit = async (child: ChildProcess) =>
  child.exitCode ?? child.signalCode ?? (await once(child, 'exit')).join(' ');

/** What a racer needed, in all of its runs. */
export function toMeasurement({ contestant, first, plateauRssMB, runs }: Racer, input: string): Measurement {
  const cpuRunsMs = runs.map((run) => run.cpuMs);
  return {
    contestant,
    input,
    cpuMs: median(cpuRunsMs),
    wallMs: median(runs.map((run) => run.wallMs)),
    ...first,
    plateauRssMB,
    cpuRunsMs,
    result: runs.at(-1)?.result,
  };
}

const errorLine = (text: string) =>
  text
    .split('\n')
    .find((line) => /Error/.test(line))
    ?.trim();
