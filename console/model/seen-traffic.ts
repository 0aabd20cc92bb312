import type { DeploymentView } from './deployment-view.ts';

/**
 * What share of the traffic the new version was seen to get, in words; empty where all moves at once, and there is none to be
 * seen. Pure.
 */
export function seenTraffic({
  percentActual,
  plan: { bakeMs },
  underWay,
}: Pick<DeploymentView, 'percentActual' | 'plan' | 'underWay'>): string {
  if (bakeMs === 0) return '';
  const share = percentActual?.toFixed(1);
  if (underWay) return share === undefined ? 'not measured for a whole minute yet' : `actual ${share} %`;
  return share === undefined ? 'too short for a share to be measured' : `${share} % in the bake`;
}
