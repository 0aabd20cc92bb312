import type * as sdk from '@aws-sdk/client-iam';
import type { Operations } from '../../../kernel/service.ts';

/** The account itself: it has no alias. */
export const accountOperations = {
  ListAccountAliases: () => ({ AccountAliases: [], IsTruncated: false }),
} satisfies Operations<typeof sdk>;
