import type { Command } from 'commander';
import type { Io } from '../output/io';

export const addColourOptions = (command: Command): Command =>
  command
    .option('--color', 'Use colors even if stdout is not a terminal')
    .option('--no-color', 'Do not use colors');

/** Colors by default only on a terminal, and not with NO_COLOR or TERM=dumb. */
export function wantsColour(io: Io, { color }: { color?: boolean }): boolean {
  if (color !== undefined) return color;
  return Boolean(io.stdout.isTTY) && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
