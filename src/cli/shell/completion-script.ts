import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Generates the completion script of a program from its commands and options. */
export const completionScript = (shell: Shell, program: Command): string => SCRIPTS[shell](program);

const FUNCTION = '_ddb_audit';

interface Choice {
  readonly after: string;
  readonly words: readonly string[];
}

const longOptions = (command: Command): string[] => [
  ...command.options.flatMap((option) => (option.long ? [option.long] : [])),
  '--help',
];

const listChoices = (command: Command): Choice[] =>
  command.options.flatMap((option) =>
    option.long && option.argChoices ? [{ after: option.long, words: option.argChoices }] : [],
  );

const argumentChoices = (command: Command): readonly string[] =>
  command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);

function bash(program: Command): string {
  const cases = program.commands.map((command) => {
    const words = [...argumentChoices(command), ...longOptions(command)].join(' ');
    const choices = listChoices(command).map(({ after, words }) => `${after}) words="${words.join(' ')}" ;;`);
    return `    ${command.name()})
      words="${words}"
      case "$previous" in ${choices.join(' ')} esac ;;`;
  });
  return `${FUNCTION}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${program.commands.map((command) => command.name()).join(' ')} --help --version"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F ${FUNCTION} ddb-audit
`;
}

const SCRIPTS: Record<Shell, (program: Command) => string> = {
  bash,
  zsh: (program) => `#compdef ddb-audit
autoload -U +X bashcompinit && bashcompinit
${bash(program)}`,
  fish: (program) =>
    program.commands
      .flatMap((command) => {
        const within = `complete -c ddb-audit -n '__fish_seen_subcommand_from ${command.name()}'`;
        return [
          `complete -c ddb-audit -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.description())}`,
          ...argumentChoices(command).map((word) => `${within} -f -a ${word}`),
          ...command.options.map((option) => {
            const values = option.argChoices ? ` -f -a '${option.argChoices.join(' ')}'` : '';
            const takes = option.required ? ' -r' : '';
            return `${within} -l ${option.long!.slice(2)}${takes}${values} -d ${quoted(option.description)}`;
          }),
        ].map((line) => `${line}\n`);
      })
      .join(''),
};

const quoted = (text: string): string => `'${text.replace(/['\\]/g, (character) => `\\${character}`)}'`;
