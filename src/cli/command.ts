import { Command } from 'commander';

/** Adds options to a command. */
export type OptionGroup = (command: Command) => Command;

/**
 * A command of `ddb-audit`.
 * @param groups options that it shares with other commands
 * @param examples what to write after its name, shown under its help
 */
export function command(
  name: string,
  description: string,
  groups: readonly OptionGroup[],
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  $ ddb-audit ${name} ${example}`);
  const made = new Command(name)
    .description(description)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  return groups.reduce((grown, add) => add(grown), made);
}
