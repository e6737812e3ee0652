import { createInterface } from 'node:readline/promises';
import { ANSWER, type Contestant, type FirstRun, type Order, type Run, type Turn } from './contestant';

/** Until compilers have done their work, also where a run is short. */
const WARM_UP_MS = 8000;
/** A turn is made of as many runs as fit; of several, the first does not count: the others ran in between. */
const TURN_MS = 1500;

/** In a process of its own: warms a contestant up, then takes a turn for each line that comes in. */
export async function runContestant(
  contestants: Readonly<Record<string, Contestant>>,
  { contestant, input, quick }: Order,
): Promise<void> {
  const measured = await contestants[contestant]!(input);
  const first = await measure(measured);
  const peakRssMB = peakMemory();
  while (!quick && performance.now() < WARM_UP_MS) await measured();
  console.log(ANSWER + JSON.stringify({ firstCpuMs: first.cpuMs, peakRssMB } satisfies FirstRun));
  for await (const _ of createInterface({ input: process.stdin })) {
    const runs: Run[] = [];
    const end = performance.now() + (quick ? 0 : TURN_MS);
    do {
      runs.push(await measure(measured));
    } while (performance.now() < end);
    const turn: Turn = { runs: runs.length > 1 ? runs.slice(1) : runs, plateauRssMB: peakMemory() };
    console.log(ANSWER + JSON.stringify(turn));
  }
  process.exit(); // A server of the contestant may keep the process alive.
}

async function measure(measured: () => Promise<unknown>): Promise<Run> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const result = await measured();
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1000, wallMs, result };
}

/** In 10^6 bytes. */
const peakMemory = () => (process.resourceUsage().maxRSS * 1024) / 1e6;
