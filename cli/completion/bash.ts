import { anyOf, quoted, valueBranches } from './shell-case.ts';
import { type CompletedOption, commandPaths, flagsOf, type Place, valueFlags } from './words.ts';

function value({ takes, choices }: CompletedOption): string {
  if (takes === 'folder') return 'compgen -d -- "$current"';
  if (takes === 'file') return 'compgen -f -- "$current"';
  return `compgen -W ${quoted(choices.join(' '))} -- "$current"`;
}

/** A script for bash that completes from what the command line itself takes. */
export function bashCompletion(all: readonly Place[]): string {
  const words = all.map(({ path, commands, options, arguments: choices }) => {
    const typed = [...commands.map(({ name }) => name), ...choices, ...options.flatMap(flagsOf)];
    return `    ${quoted(path)}) words=${quoted(typed.join(' '))} ;;`;
  });
  return `# Completion of slipway for bash:  eval "$(slipway completion bash)"
_slipway() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${anyOf(commandPaths(all))}) at="$at \${COMP_WORDS[i]}" ;;
      ${anyOf(valueFlags(all))}) ((i++)) ;;
    esac
  done
  case "$at $previous" in
${valueBranches(all, (option) => `mapfile -t COMPREPLY < <(${value(option)})`)}
  esac
  case "$at" in
${words.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _slipway slipway
`;
}
