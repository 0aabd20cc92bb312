import { type CompletedOption, flagsOf, type Place } from './words.ts';

/* What bash and zsh write alike. */

/** A text that the shell takes as it is. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The pattern of a `case` that matches each of the texts. */
export const anyOf = (texts: readonly string[]): string => texts.map(quoted).join('|');

/**
 * The branches of a `case` over a place and the flag before the cursor, one for each flag that takes a value.
 * @param complete the command that completes the value of an option
 */
export const valueBranches = (all: readonly Place[], complete: (option: CompletedOption) => string): string =>
  all
    .flatMap(({ path, options }) =>
      options
        .filter(({ takes }) => takes !== 'nothing')
        .map((option) => {
          const flags = flagsOf(option).map((flag) => `${path} ${flag}`);
          return `    ${anyOf(flags)}) ${complete(option)}; return ;;`;
        }),
    )
    .join('\n');
