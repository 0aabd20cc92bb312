import { z } from 'zod';

/** A function's code: the name of its bundle and the SHA-256 of its archive, which Lambda reports. */
export interface Subject {
  readonly name: string;
  readonly sha256: string;
}

const bill = z.object({
  metadata: z.object({
    component: z.object({
      name: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).default([]),
    }),
  }),
});

/** What a bill of materials is of; undefined where it is of no one file. @throws ZodError where it is no bill */
export function subjectOf(text: string): Subject | undefined {
  const { name, hashes } = bill.parse(JSON.parse(text)).metadata.component;
  const sha256 = hashes.find(({ alg }) => alg === 'SHA-256')?.content;
  return sha256 === undefined ? undefined : { name, sha256 };
}

/**
 * Holds the archives of a cloud assembly against its bills of materials. Pure.
 *
 * @param archives SHA-256 by file name
 * @returns those subjects that the assembly holds
 * @throws Error naming an archive that no bill describes: nobody knows what is in it
 */
export function describedSubjects(
  archives: ReadonlyMap<string, string>,
  subjects: readonly Subject[],
): readonly Subject[] {
  for (const [file, sha256] of archives) {
    if (!subjects.some((subject) => subject.sha256 === sha256)) {
      throw new Error(`${file} (sha256 ${sha256}) is in the assembly, and no bill of materials is of it`);
    }
  }
  const held = new Set(archives.values());
  return subjects.filter(({ sha256 }) => held.has(sha256));
}
