import type { Measurement } from './contestant';

/** A contestant that could not be measured. */
export interface Failure {
  readonly contestant: string;
  readonly input: string;
  readonly error: string;
}

/** The figures of a contestant, on one line. */
export const formatFigures = ({ cpuMs, wallMs, firstCpuMs, peakRssMB, plateauRssMB }: Measurement): string =>
  `${cpuMs.toFixed(1)} ms CPU (first run ${firstCpuMs.toFixed(1)}), ${wallMs.toFixed(1)} ms wall, ` +
  `peak ${plateauRssMB.toFixed(0)} MB (first run ${peakRssMB.toFixed(0)})`;

/** Cold and warm, first run and plateau. */
const COLUMNS: readonly (readonly [title: string, read: (row: Measurement) => string])[] = [
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(1)],
  ['first run', ({ firstCpuMs }) => firstCpuMs.toFixed(1)],
  ['wall ms', ({ wallMs }) => wallMs.toFixed(1)],
  ['first MB', ({ peakRssMB }) => peakRssMB.toFixed(0)],
  ['plateau', ({ plateauRssMB }) => plateauRssMB.toFixed(0)],
];

/**
 * Prints the measurements, a table for each input.
 * @param details a line below each row
 */
export function printTables(
  measurements: readonly Measurement[],
  failures: readonly Failure[],
  details?: (measurement: Measurement) => string,
): void {
  const names = [...measurements, ...failures].map(({ contestant }) => contestant.length);
  const width = Math.max(...names);
  for (const input of new Set(measurements.map((one) => one.input))) {
    console.log(
      `\n  ${input.padEnd(width)} ${COLUMNS.map(([title]) => title.padStart(10)).join('')}   × first row`,
    );
    const rows = measurements.filter((one) => one.input === input);
    for (const row of rows) {
      const figures = COLUMNS.map(([, read]) => read(row).padStart(10)).join('');
      const ratio = (row.cpuMs / rows[0]!.cpuMs).toFixed(2);
      console.log(`  ${row.contestant.padEnd(width)} ${figures}  ${ratio.padStart(12)}`);
      if (details) console.log(`    ${details(row)}`);
    }
    for (const { contestant, error } of failures.filter((one) => one.input === input)) {
      console.log(`  ${contestant.padEnd(width)}  failed: ${error}`);
    }
  }
}
