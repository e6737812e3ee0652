import { Argument, type Command } from 'commander';
import { type Io, write } from '../output/io';
import { command } from '../shell/command';
import { completionScript, SHELLS, type Shell } from '../shell/completion-script';

const EXAMPLES = [
  'bash > ~/.local/share/bash-completion/completions/ddb-audit',
  'zsh > ~/.zfunc/_ddb-audit',
  'fish > ~/.config/fish/completions/ddb-audit.fish',
];

export const completionCommand = (io: Io): Command =>
  command('completion', 'Print a script that completes commands and options in a shell', [], EXAMPLES)
    .addArgument(new Argument('<shell>', 'Name of the shell').choices(SHELLS))
    .action((shell: Shell, _options: object, completion: Command) =>
      write(io.stdout, completionScript(shell, completion.parent!)),
    );
