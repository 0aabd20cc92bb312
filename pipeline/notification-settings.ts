import { z } from 'zod';
import { NOTICE_KINDS, type NoticeKind } from '../hooks/notifier/contract.ts';

/** Somebody who is told by e-mail. */
export interface EmailSubscriber {
  /** The address has to confirm its subscription once. */
  readonly address: string;
  /** What it is told of. @default - everything */
  readonly about?: readonly NoticeKind[];
}

/** Who is told what becomes of a release. */
export interface Notifications {
  readonly email: readonly EmailSubscriber[];
  /**
   * Whether chats are told, by Amazon Q Developer in chat applications. Which channel it is, one chooses there, once: the
   * workspace is authorized in its console, and the channel's configuration names the topic (the output
   * `NotificationsTopic`). https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html
   */
  readonly chat: boolean;
}

const settings = z.strictObject({
  email: z
    .array(
      z.strictObject({
        address: z.email({ error: 'must be an e-mail address' }),
        about: z
          .array(z.enum(NOTICE_KINDS, { error: `must be one of ${NOTICE_KINDS.join(', ')}` }))
          .min(1, {
            error: `must name what the address is told of (${NOTICE_KINDS.join(', ')}); leave it out for everything`,
          })
          .optional(),
      }),
    )
    .refine((all) => new Set(all.map(({ address }) => address.toLowerCase())).size === all.length, {
      error: 'names an address twice: SNS sends one message to an address; put what it is told of into one entry',
    }),
  chat: z.boolean(),
});

/**
 * Checks what the type system cannot: addresses, and that each is there once.
 *
 * @returns the same settings
 * @throws Error naming the property, its value and what is right
 */
export function checkNotifications(notifications: Notifications): Notifications {
  const issue = settings.safeParse(notifications).error?.issues[0];
  if (issue === undefined) return notifications;
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    notifications,
  );
  throw new Error(
    `notifications: ${issue.path.map(String).join('.')} is ${JSON.stringify(value)}: ${issue.message}; correct it in pipeline/notifications.ts`,
  );
}
