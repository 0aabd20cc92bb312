/**
 * Characters of an approval's comment for the lists in it. CodePipeline takes 1,000 of a configuration value; the release,
 * the commit, its message and what the bake can see need the rest.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html
 */
export const APPROVAL_ROOM = { oneWayChanges: 200, permissions: 400, securityReview: 750 } as const;

/** As many of the parts as have room, and how many there are more: the log has all. */
export function inRoom(parts: readonly string[], separator: string, charactersMax: number): string {
  const fitting: string[] = [];
  let characters = 0;
  for (const part of parts) {
    characters += part.length + separator.length;
    if (characters > charactersMax) break;
    fitting.push(part);
  }
  const left = parts.length - fitting.length;
  if (left === 0) return fitting.join(separator);
  return [...fitting, `and ${left} more: see the log of Changes`].join(separator);
}
