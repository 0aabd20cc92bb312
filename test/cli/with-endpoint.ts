import { REGION, type TestRehearsal } from '../helpers/rehearsal.ts';

const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/**
 * Lets this process's environment name an endpoint, its region and its keys, as a person's does.
 * @returns what puts the environment back
 */
export function nameEndpoint({ rehearsal }: TestRehearsal): () => void {
  const before = VARIABLES.map((name) => process.env[name]);
  const { accessKeyId, secretAccessKey } = rehearsal.credentials;
  const values = [rehearsal.endpoint, REGION, accessKeyId, secretAccessKey];
  VARIABLES.forEach((name, index) => {
    process.env[name] = values[index];
  });
  return () =>
    VARIABLES.forEach((name, index) => {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    });
}
