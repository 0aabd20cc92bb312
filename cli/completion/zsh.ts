import { anyOf, quoted, valueBranches } from './shell-case.ts';
import { type CompletedOption, commandPaths, flagsOf, type Place, valueFlags } from './words.ts';

/** `name:what it is`, as _describe takes it. */
const described = (name: string, says: string): string => quoted(`${name.replaceAll(':', '\\:')}:${says}`);

function value({ takes, choices }: CompletedOption): string {
  if (takes === 'folder') return '_files -/';
  if (takes === 'file') return '_files';
  return choices.length === 0 ? '_message value' : `compadd -- ${choices.map(quoted).join(' ')}`;
}

/** A script for zsh that completes from what the command line itself takes. */
export function zshCompletion(all: readonly Place[]): string {
  const typed = all.map(({ path, commands, options, arguments: choices }) => {
    const verbs = [...commands.map(({ name, says }) => described(name, says)), ...choices.map(quoted)];
    const flags = options.flatMap((option) => flagsOf(option).map((flag) => described(flag, option.says)));
    return `    ${quoted(path)}) verbs=(${verbs.join(' ')}) flags=(${flags.join(' ')}) ;;`;
  });
  return `#compdef slipway
# Completion of slipway for zsh:  eval "$(slipway completion zsh)", after compinit
_slipway() {
  local at='' i
  local -a verbs flags
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
      ${anyOf(commandPaths(all))}) at="$at $words[i]" ;;
      ${anyOf(valueFlags(all))}) ((i++)) ;;
    esac
  done
  case "$at $words[CURRENT-1]" in
${valueBranches(all, value)}
  esac
  case "$at" in
${typed.join('\n')}
  esac
  (( $#verbs )) && _describe -t commands command verbs
  _describe -o -t options option flags
}
if [ "$funcstack[1]" = _slipway ]; then _slipway "$@"; else compdef _slipway slipway; fi
`;
}
