import type { ReleaseFacts } from './release.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As ids are shown to people, and given to the command line. */
export const short = (id: string): string => id.slice(0, 8);
/** The name at the end of an ARN, such as of a person's session. */
export const lastName = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;
/** To the minute, in UTC: readers are in several places. */
export const when = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A time to wait or that has passed, in the unit that fits. */
export function howLong(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.max(0, Math.round(ms / 1000))} seconds`;
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} minutes`;
  return `${Math.round(ms / HOUR_MS)} hours`;
}

/** What a sentence is about: the commit's title and id. */
export function theRelease({ commit, executionId }: ReleaseFacts): string {
  return commit === undefined ? `The execution ${short(executionId)}` : `"${commit.title}" (${short(commit.id)})`;
}

/** The same for a subject, which is cut at its end. */
export const inShort = ({ commit, executionId }: ReleaseFacts): string =>
  commit === undefined ? short(executionId) : `${short(commit.id)} ${commit.title}`;

/** Which release it is: version, commit, author. */
export function whichRelease({ version, commit, author }: ReleaseFacts): string {
  const by = author.known && author.value !== undefined ? ` by ${author.value}` : '';
  const parts = [
    ...(version === undefined ? [] : [`Release ${version}`]),
    ...(commit === undefined ? [] : [`commit ${short(commit.id)}${by}: ${commit.title}`]),
  ];
  const line = parts.join(', ') || 'No source revision is known of it';
  return author.known ? line : `${line} (the author could not be read: ${author.why})`;
}

/** The execution in the console of CodePipeline. */
export const executionUrl = ({ region, pipelineName, executionId }: ReleaseFacts): string =>
  `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipelineName}/executions/${executionId}/timeline?region=${region}`;
