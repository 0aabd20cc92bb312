import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { createCloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { createScenario, fakeTypes, type Scenario, type Thing } from './fake-types.ts';

/** A rehearsal with CloudFormation and the fake types, and the few calls that its tests need all the time. */
export interface StackTest {
  local: TestRehearsal;
  readonly scenario: Scenario;
  client(): CloudFormationClient;
  things(): Thing[];
  status(name: string): Promise<string>;
  /** Lets time pass until the stack rests. */
  settle(name: string): Promise<string>;
  create(
    name: string,
    template: object,
    more?: Partial<ConstructorParameters<typeof CreateStackCommand>[0]>,
  ): Promise<string>;
  update(
    name: string,
    template: object,
    more?: Partial<ConstructorParameters<typeof UpdateStackCommand>[0]>,
  ): Promise<string>;
  /** `LogicalId STATUS`, the oldest first, since the last call. */
  events(name: string): Promise<string[]>;
}

export async function startStackTest(): Promise<StackTest> {
  const scenario = createScenario();
  return stackTest(await startTestRehearsal([createCloudformation(fakeTypes(scenario))]), scenario);
}

/** The same over a rehearsal with services of the test's own. */
export function stackTest(local: TestRehearsal, scenario: Scenario): StackTest {
  const seen = new Set<string>();
  const test: StackTest = {
    local,
    scenario,
    client: () => test.local.client(CloudFormationClient),
    things: () => test.local.rehearsal.kernel.scope(REGION).table<Thing>('test.things').values(),
    status: async (name) => {
      const { Stacks } = await test.client().send(new DescribeStacksCommand({ StackName: name }));
      return Stacks?.[0]?.StackStatus ?? '';
    },
    settle: async (name) => {
      for (let round = 0; round < 50; round++) {
        await test.local.clock.advance(60_000);
        const status = await test.status(name);
        if (!status.endsWith('_IN_PROGRESS')) return status;
      }
      throw new Error(`Stack ${name} never rests`);
    },
    create: async (name, template, more = {}) => {
      const { StackId } = await test
        .client()
        .send(new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template), ...more }));
      return test.settle(StackId ?? '');
    },
    update: async (name, template, more = {}) => {
      await test
        .client()
        .send(new UpdateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template), ...more }));
      return test.settle(name);
    },
    events: async (name) => {
      const { StackEvents = [] } = await test.client().send(new DescribeStackEventsCommand({ StackName: name }));
      const fresh = StackEvents.filter((event) => !seen.has(event.EventId ?? ''));
      for (const event of fresh) seen.add(event.EventId ?? '');
      return fresh.toReversed().map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);
    },
  };
  return test;
}
