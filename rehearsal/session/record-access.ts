import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IAMClient } from '@aws-sdk/client-iam';
import { type AccessRecording, type Decisions, usedSince } from '../access/recording.ts';
import { readAsked, readDecisions, readRoleDocuments } from './read-access.ts';

/** Writes down, scenario by scenario, what roles did in a rehearsal. */
export interface AccessRecorder {
  /** What was decided since the last call belongs to this scenario. */
  scenarioEnded(name: string): Promise<void>;
  /** Writes the file, with all that roles may do now. */
  write(file: string): Promise<void>;
}

/** What came before the first scenario. */
export const SET_UP = 'set-up';

export async function startAccessRecorder(endpointUrl: string, iam: IAMClient): Promise<AccessRecorder> {
  let before: Decisions['decisions'] = [];
  const scenarios: AccessRecording['scenarios'] = [];
  const scenarioEnded = async (name: string) => {
    const { decisions } = await readDecisions(endpointUrl, iam);
    scenarios.push({ name, used: usedSince(before, decisions) });
    before = decisions;
  };
  await scenarioEnded(SET_UP);
  return {
    scenarioEnded,
    write: async (file) => {
      const recording: AccessRecording = {
        version: 1,
        ...(await readDecisions(endpointUrl, iam)),
        asked: await readAsked(endpointUrl, iam),
        roles: (await readRoleDocuments(iam)).map(({ arn, policies, unknownPolicies }) => ({
          arn,
          policies: policies.map(({ name, document }) => ({ name, document })),
          unknownPolicies: [...unknownPolicies],
        })),
        scenarios,
      };
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(recording)}\n`);
    },
  };
}
