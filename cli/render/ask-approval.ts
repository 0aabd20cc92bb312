import { createInterface } from 'node:readline/promises';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import type { Answer } from '../../rehearsal/session/follow.ts';
import { passOnInterrupt } from '../commands/interruption.ts';

/**
 * Asks the person at the terminal for an approval.
 *
 * @param ending aborts when the command is to end
 * @param elsewhere aborts when somebody else has answered
 * @throws what a signal aborts with; UserError where the input ends first
 */
export async function askApproval(
  what: string,
  stream: NodeJS.WriteStream,
  ending: AbortSignal,
  elsewhere: AbortSignal,
): Promise<Answer> {
  const terminal = createInterface({ input: process.stdin, output: stream });
  passOnInterrupt(terminal);
  const signal = AbortSignal.any([ending, elsewhere]);
  const tellAnswered = () => stream.write('\nanswered elsewhere\n');
  elsewhere.addEventListener('abort', tellAnswered, { once: true });
  try {
    stream.write(`\n${what}\n`);
    let answer = '';
    while (answer !== 'a' && answer !== 'r')
      answer = (await terminal.question('a to approve, r to reject, then Enter: ', { signal })).trim().toLowerCase();
    const comment = await terminal.question('comment (may be empty): ', { signal });
    return { approve: answer === 'a', comment: comment.trim() };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UserError('NobodyToAsk', 'The release asks for an approval, and the input has ended', 'Add --yes.');
  } finally {
    elsewhere.removeEventListener('abort', tellAnswered);
    terminal.close();
  }
}
