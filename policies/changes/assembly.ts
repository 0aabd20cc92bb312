import { z } from 'zod';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  /** Its name in CloudFormation, such as `Prod-Students`. */
  readonly name: string;
  /** `aws://<account>/<region>`; two stages may have stacks of the same name in different accounts. */
  readonly environment: string;
  /** Construct path of the stage that it is in, such as `SlipwayPipeline/Prod`; empty outside of all stages. */
  readonly stagePath: string;
  readonly template: unknown;
}

/** Reads a text file of a cloud assembly by its path with slashes; throws where there is none. */
export type ReadFile = (path: string) => Promise<string>;

const manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        properties: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
});

const nested = z.object({ directoryName: z.string(), displayName: z.string() });
const stack = z.object({ templateFile: z.string(), stackName: z.string().optional() });

/**
 * All stacks of a cloud assembly, those of its stages included.
 * https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 *
 * @throws what `read` throws, SyntaxError or ZodError where it is no cloud assembly
 */
export async function readStacks(read: ReadFile): Promise<readonly AssemblyStack[]> {
  return readFolder(read, '', '');
}

async function readFolder(read: ReadFile, folder: string, stagePath: string): Promise<readonly AssemblyStack[]> {
  const { artifacts } = manifest.parse(JSON.parse(await read(`${folder}manifest.json`)));
  const found = await Promise.all(
    Object.entries(artifacts).map(async ([id, { type, environment = '', properties }]) => {
      if (type === 'cdk:cloud-assembly') {
        const { directoryName, displayName } = nested.parse(properties);
        return readFolder(read, `${folder}${directoryName}/`, displayName);
      }
      if (type !== 'aws:cloudformation:stack') return [];
      const { templateFile, stackName = id } = stack.parse(properties);
      const template: unknown = JSON.parse(await read(`${folder}${templateFile}`));
      return [{ name: stackName, environment, stagePath, template }];
    }),
  );
  return found.flat();
}

/** Whether two stacks are the same one in the cloud. */
export const isSameStack = (one: AssemblyStack, other: AssemblyStack): boolean =>
  one.name === other.name && one.environment === other.environment;
