import { createHash } from 'node:crypto';
import type { Session } from '../session/session.ts';
import type { Edit } from '../session/workspace.ts';

/** What the stages have to be like for a scenario. Scenarios of one setting that stand next to each other share its release. */
export interface Setting {
  readonly name: string;
  /** What is different from the project as it is. */
  readonly what: string;
  /** Every push of a scenario in this setting has them below its own. */
  readonly edits: readonly Edit[];
  /**
   * Makes what the stages need in the account and no stack holds, before the release; may be called again.
   * @default nothing
   */
  readonly prepare?: (session: Session) => Promise<void>;
  /**
   * Requests a second to Prod while it is brought in.
   * @default none, so that nothing judges a version which only lays the ground
   */
  readonly broughtInUnder?: number;
}

/** What scenarios start from that need nothing else. */
export const PROJECT_AS_IT_IS: Setting = { name: 'project', what: 'the project as it is', edits: [] };

/** Tells settings apart, also one from what it was before its edits were changed. */
export function settingId({ name, edits }: Setting): string {
  return `${name} ${createHash('sha256').update(JSON.stringify(edits)).digest('hex').slice(0, 12)}`;
}
