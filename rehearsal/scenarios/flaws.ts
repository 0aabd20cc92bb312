import type { Edit } from '../session/workspace.ts';

/* Faults of what watches a release, not of what is released. */

/** The judge needs something that nobody gives it, and ends before it has looked at anything. */
export const judgeDies: Edit = {
  file: 'hooks/bake-judge/handler.ts',
  find: '  await judgeBake(event, environment, outsideOf(environment));\n',
  replace: `  if (process.env.JUDGE_DASHBOARD === undefined) throw new Error('JUDGE_DASHBOARD is not set');
  await judgeBake(event, environment, outsideOf(environment));
`,
};

/** The judge's schedule is never switched on: it looks for the minute that the start of the deployment wakes it for, and no longer. */
export const judgeIsNotWoken: Edit = {
  file: 'hooks/bake-judge/handler.ts',
  find: '      const Name = environment.SCHEDULE_RULE_NAME;\n      await',
  replace: '      const Name = environment.SCHEDULE_RULE_NAME;\n      if (enabled) return;\n      await',
};
