import { jest } from '@jest/globals';

/* Imported before everything else: the content of a commit is its name here, so that these tests need no git repository. */
jest.mock('../../../rehearsal/services/codecommit/archive.ts', () => ({
  archiveCommit: async (_scope: unknown, repository: string, commit: string) => Buffer.from(`${repository} ${commit}`),
}));
