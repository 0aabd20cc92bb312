import type { Notice } from './notice.ts';

/** A notice in the forms that its subscribers get. */
export interface Message {
  readonly subject: string;
  /** For people, by e-mail. */
  readonly text: string;
  /** For a channel of Amazon Q Developer in chat applications. */
  readonly chat: string;
}

/** "Less than 100 characters": https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_CHARACTERS_MAX = 99;
const CUT = '...';

/** A subject is printable ASCII: letters lose their accents, and what has no ASCII becomes a question mark. */
function ascii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim();
}

function subjectOf({ pipelineName, title, of }: Notice): string {
  const whole = ascii(`${pipelineName}: ${title}: ${of}`);
  return whole.length <= SUBJECT_CHARACTERS_MAX
    ? whole
    : `${whole.slice(0, SUBJECT_CHARACTERS_MAX - CUT.length)}${CUT}`;
}

function textOf({ says, details, next, link, pipelineName, executionId }: Notice): string {
  return [
    says,
    '',
    ...details,
    '',
    'What to do:',
    ...next.map((line) => `- ${line}`),
    '',
    `${link.what}: ${link.url}`,
    `Pipeline ${pipelineName}, execution ${executionId}`,
  ].join('\n');
}

/** Nothing that a chat would take for a link or for a call of everybody in the channel: a commit's title is anybody's. */
const plain = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

/**
 * The thread is the release's, so that a channel has one thread a release and not one message after the other.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
function chatOf({ kind, says, title, details, next, link, pipelineName, executionId }: Notice): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: `${pipelineName}: ${title}`,
      description: [says, ...details, `${link.what}: ${link.url}`].map(plain).join('\n'),
      nextSteps: next.map(plain),
      keywords: [pipelineName, kind],
    },
    metadata: { threadId: executionId, summary: plain(says), eventType: kind, enableCustomActions: false },
  });
}

/** Puts a notice into the forms that its subscribers get. Pure. */
export function toMessage(notice: Notice): Message {
  return { subject: subjectOf(notice), text: textOf(notice), chat: chatOf(notice) };
}
