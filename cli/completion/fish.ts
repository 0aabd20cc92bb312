import { type CompletedOption, commandPaths, type Place, valueFlags } from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function value({ takes, choices }: CompletedOption): string {
  if (takes === 'nothing') return '';
  if (takes === 'folder') return " -x -a '(__fish_complete_directories)'";
  if (takes === 'file') return ' -r -F';
  return choices.length === 0 ? ' -x' : ` -x -a ${quoted(choices.join(' '))}`;
}

/** A script for fish that completes from what the command line itself takes. */
export function fishCompletion(all: readonly Place[]): string {
  const lines = all.flatMap(({ path, commands, options, arguments: choices }) => {
    const at = `complete -c slipway -n ${quoted(`__slipway_at ${quoted(path)}`)}`;
    return [
      ...commands.map(({ name, says }) => `${at} -a ${quoted(name)} -d ${quoted(says)}`),
      ...choices.map((choice) => `${at} -a ${quoted(choice)}`),
      ...options.map((option) => {
        const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
        return `${at}${short} -l ${option.long.slice(2)}${value(option)} -d ${quoted(option.says)}`;
      }),
    ];
  });
  return `# Completion of slipway for fish:  slipway completion fish | source
function __slipway_at
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$at $word"
            case ${commandPaths(all).map(quoted).join(' ')}
                set at "$at $word"
            case ${valueFlags(all).map(quoted).join(' ')}
                set skip 1
        end
    end
    test "$at" = "$argv[1]"
end
complete -c slipway -f
${lines.join('\n')}
`;
}
