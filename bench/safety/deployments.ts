import type { Bus } from '../../rehearsal/kernel/bus.ts';

/** Which deployments have ended, by CodeDeploy's own events: asking each of them every second would cost more than the traffic. */
export interface EndedDeployments {
  has(deploymentId: string): boolean;
}

const ENDS = new Set<unknown>(['SUCCESS', 'FAILURE', 'STOP']);

export function watchDeployments(bus: Bus): EndedDeployments {
  const ended = new Set<unknown>();
  bus.subscribe('bench-safety', ({ source, detail }) => {
    if (source === 'aws.codedeploy' && ENDS.has(detail.state)) ended.add(detail.deploymentId);
  });
  return ended;
}
