import type { ExecutionView } from '../../console/model/execution-view.ts';

/** A release as a person knows it. */
export const called = ({ id, title, commit }: ExecutionView): string =>
  `“${title}” (${commit.slice(0, 8)}, execution ${id.slice(0, 8)})`;

/** Where it is told why a release did not get through. */
export const briefCommand = ({ id }: Pick<ExecutionView, 'id'>): string => `slipway release brief ${id.slice(0, 8)}`;
