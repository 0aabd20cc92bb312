/** A variable of a build's environment that the pipeline sets. @throws Error naming it where it is not there */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is '${value ?? ''}'; the pipeline sets it`);
  return value;
}
