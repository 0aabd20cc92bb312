import type { Command, Option } from 'commander';

/** What can be typed at one place of the command line. */
export interface Place {
  /** The commands before it, such as ` release stop`: each with a blank in front. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly says: string }[];
  readonly options: readonly CompletedOption[];
  /** What may stand there without a flag, where that is known. */
  readonly arguments: readonly string[];
}

export interface CompletedOption {
  /** Such as `-f`; undefined where it has none. */
  readonly short: string | undefined;
  /** Such as `--follow`. */
  readonly long: string;
  readonly says: string;
  /** What follows it. */
  readonly takes: 'nothing' | 'file' | 'folder' | 'word';
  /** Of a word, those that there are; empty where it may be any. */
  readonly choices: readonly string[];
}

/** Values of options that commander does not know, by the option's long flag. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

function takes({ flags, required, optional }: Option): CompletedOption['takes'] {
  if (!required && !optional) return 'nothing';
  if (/<dir>/.test(flags)) return 'folder';
  return /<(file|path)>/.test(flags) ? 'file' : 'word';
}

const toOption = (option: Option, known: KnownValues): CompletedOption => ({
  short: option.short,
  long: option.long ?? option.flags,
  says: option.description,
  takes: takes(option),
  choices: option.argChoices ?? known[option.long ?? ''] ?? [],
});

/** Every place of a command line, from its own definition. */
export function places(command: Command, known: KnownValues, path = ''): Place[] {
  const help = command.createHelp();
  const commands = command.commands.filter((one) => one.name() !== 'help');
  const place = {
    path,
    commands: commands.map((one) => ({ name: one.name(), says: one.description() })),
    options: help.visibleOptions(command).map((option) => toOption(option, known)),
    arguments: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  };
  return [place, ...commands.flatMap((one) => places(one, known, `${path} ${one.name()}`))];
}

/** The flags of an option. */
export const flagsOf = ({ short, long }: CompletedOption): string[] => (short === undefined ? [long] : [short, long]);

/** Every flag that takes a value, with its place in front. */
export const valueFlags = (all: readonly Place[]): string[] =>
  all.flatMap(({ path, options }) =>
    options
      .filter((option) => option.takes !== 'nothing')
      .flatMap((option) => flagsOf(option).map((flag) => `${path} ${flag}`)),
  );

/** The paths of all commands. */
export const commandPaths = (all: readonly Place[]): string[] => all.flatMap(({ path }) => (path === '' ? [] : [path]));
