import { Command } from 'commander';
import { visible } from '../output/control-characters';
import { addColourOptions } from './colour';

/** Adds options to a command. */
export type OptionGroup = (command: Command) => Command;

/**
 * Creates a command of `ddb-audit`.
 * @param groups options that it shares with other commands
 * @param examples arguments to show after its name in its help
 */
export function command(
  name: string,
  description: string,
  groups: readonly OptionGroup[],
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  $ ddb-audit ${name} ${example}`);
  const created = new Command(name).description(description).helpOption('-h, --help', HELP);
  // Every command accepts them, so that a script can pass --no-color to any of them.
  return [...groups, addColourOptions]
    .reduce((extended, add) => add(extended), created)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Description of `--help` on every level. */
export const HELP = 'Show help for a command';

/**
 * An error of the argument parser as one line for a terminal. The parser quotes arguments as they are,
 * and puts its suggestion on a line of its own.
 */
export function formatParserError(text: string): string {
  const [, message = '', suggestion] =
    /^(?:error: )?(.*?)(?:\n\((Did you mean [^\n]*\?)\))?\n?$/s.exec(text) ?? [];
  return `ddb-audit: ${[message, suggestion]
    .filter((part) => part !== undefined)
    .map(visible)
    .join('. ')}\n`;
}
