import { InvalidArgumentError, Option } from 'commander';
import { readProjectSettings } from '../../rehearsal/session/project-settings.ts';

/** Told the exit code of the command that ran. */
export type Done = (code: number) => void;

export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

export function positive(most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value <= most)) throw new InvalidArgumentError(`Give a number above 0, at most ${most}.`);
    return value;
  };
}

/** For an option that may be given several times. */
export const collect = (value: string, before: string[]) => [...before, value];

let pipelineName: string | undefined;

export function pipeline(): Option {
  pipelineName ??= readProjectSettings().pipelineName;
  return new Option('--pipeline <name>', 'name of the pipeline').default(pipelineName);
}
export const region = () => new Option('--region <region>', 'region of the pipeline; else as the SDK finds it');
export const yes = () => new Option('--yes', 'do it without asking; where nobody can be asked, it is only shown');
export const json = (what = 'print what was found and done as JSON') => new Option('--json', what);
export const reason = () => new Option('--reason <text>', 'why; it is written down, and everybody reads it');
export function answeringRole(): Option {
  return new Option(
    '--role <arn>',
    'role to answer approvals with, such as the output ApproverRole<stage>; all else is read with your own rights',
  ).argParser((text: string): string => {
    if (!ROLE_ARN.test(text))
      throw new InvalidArgumentError('Give the ARN of a role, arn:aws:iam::<account>:role/<name>.');
    return text;
  });
}
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
export const port = () =>
  new Option('--port <n>', 'port to listen on; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(0);

/** The last line of every help text. */
export const exitCodes = (ok: string, failed: string) =>
  `\nExit codes: 0 ${ok}, 1 ${failed}, 2 wrong usage, 130 ended by Ctrl-C.`;
/** The same, of what runs until a signal ends it. */
export const exitCodesOfServer = (failed: string) => `\nExit codes: 0 ended by a signal, 1 ${failed}, 2 wrong usage.`;
