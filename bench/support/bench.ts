import { toMessage } from '../../src/errors';
import { bundle } from './bundle';
import { printProgress, readOption } from './command';
import { type Contestant, type Measurement, ORDER } from './contestant';
import { type Goal, printGoals } from './goals';
import { type Racer, startRacer, toMeasurement } from './racer';
import { saveResults } from './results';
import { runContestant } from './run-contestant';
import { median } from './statistics';
import { type Failure, formatFigures, printTables } from './table';

/** A comparison: contestants x inputs. */
export interface Bench {
  readonly name: string;
  /** Path of the bench's own file: it runs again, as a child, for each contestant. */
  readonly file: string;
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** Which contestant meets which input, in the order of the table. */
  readonly pairs: readonly { readonly contestant: string; readonly input: string }[];
  /** Turns the name of an input into what contestants get, for example a path; the parent does it, once. */
  readonly prepareInput?: (input: string, quick: boolean) => Promise<string>;
  readonly runs?: number;
  /** A line below each row of the table, from what the contestant returned. */
  readonly details?: (measurement: Measurement) => string;
  /** What must be reached, from the measurements. */
  readonly goals: (of: (contestant: string, input: string) => Measurement | undefined) => Goal[];
}

/**
 * Runs a bench: prints a table and the goals, writes `bench/results/<name>.json`. Until then, it prints each
 * step of each contestant on stderr. Arguments of the process: `--quick` for short inputs and three runs (goals
 * are printed, and not judged), `--only TEXT` for contestants whose name holds it, `--input NAME` for one input.
 */
export async function runBench(bench: Bench): Promise<void> {
  const order = process.env[ORDER];
  if (order) return runContestant(bench.contestants, JSON.parse(order));

  const quick = process.argv.includes('--quick');
  const runs = quick ? 3 : (bench.runs ?? 5);
  const only = readOption('--only');
  const onlyInput = readOption('--input');
  const program = await bundle(bench.file);
  const measurements: Measurement[] = [];
  const failures: Failure[] = [];
  for (const input of new Set(bench.pairs.map((pair) => pair.input))) {
    if (onlyInput && input !== onlyInput) continue;
    const prepared = (await bench.prepareInput?.(input, quick)) ?? input;
    const racers: Racer[] = [];
    for (const { contestant } of bench.pairs.filter((pair) => pair.input === input)) {
      if (only && !contestant.includes(only)) continue;
      try {
        racers.push(await startRacer(program, { contestant, input: prepared, quick }));
        printProgress(bench.name, `${input}, ${contestant}: warmed up`);
      } catch (error) {
        failures.push({ contestant, input, error: toMessage(error) });
        printProgress(bench.name, `${input}, ${contestant} failed: ${toMessage(error)}`);
      }
    }
    for (let at = 0; at < runs; at++) {
      for (const racer of racers) {
        const { runs: turn, plateauRssMB } = await racer.turn();
        racer.runs.push(...turn);
        racer.plateauRssMB = plateauRssMB;
        const cpuMs = median(turn.map((run) => run.cpuMs)).toFixed(1);
        printProgress(
          bench.name,
          `${input}, ${racer.contestant}, turn ${at + 1} of ${runs}: ${cpuMs} ms CPU`,
        );
      }
    }
    for (const racer of racers) {
      racer.stop();
      const measurement = toMeasurement(racer, input);
      measurements.push(measurement);
      printProgress(bench.name, `${input}, ${racer.contestant}: ${formatFigures(measurement)}`);
    }
  }
  const find = (contestant: string, input: string) =>
    measurements.find((one) => one.contestant === contestant && one.input === input);
  const goals = only || onlyInput ? [] : bench.goals(find);
  console.log(`\n${bench.name}, Node ${process.version}${quick ? ', quick' : ''}`);
  printTables(measurements, failures, bench.details);
  printGoals(goals, quick);
  saveResults(bench.name, quick, { runs, measurements, failures, goals });
}
