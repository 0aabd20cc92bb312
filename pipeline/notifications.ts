import type { Notifications } from './notification-settings.ts';

/**
 * Who is told what becomes of a release, beside the approvers, whom CodePipeline asks by itself (`environments.ts`). One
 * message an event: an approval waits or will soon expire, a release went through, came back, or was stopped before
 * anything was shifted. With nobody here nothing is deployed for it.
 */
export const notifications: Notifications = {
  email: [
    // Replace by the addresses of those who develop, and of those who are on call.
    { address: 'release-team@example.com' },
    { address: 'on-call@example.com', about: ['cameBack', 'blocked'] },
  ],
  chat: true,
};
