import { SMOKE_KEY_PLACEHOLDER } from '../../hooks/pre-traffic/contract.ts';
import type { Shadow, ShadowEvent, ShadowRules } from '../../hooks/pre-traffic/shadow/contract.ts';
import { GET_PATH, PARTITION_KEY, PERSONAL_FIELDS } from './contract.ts';
import { SMOKE_FIELDS } from './smoke.ts';

const get = { method: 'GET', path: `/${GET_PATH}` } as const;

/** Requests that both versions of `getStudentDetails` answer while the new one has no traffic. */
const GET_EVENTS: readonly ShadowEvent[] = [
  { ...get, name: 'a student that is there', query: { [PARTITION_KEY]: SMOKE_KEY_PLACEHOLDER } },
  { ...get, name: 'a student that is not there', query: { [PARTITION_KEY]: `${SMOKE_KEY_PLACEHOLDER}-unknown` } },
  { ...get, name: 'an empty Roll', query: { [PARTITION_KEY]: '' } },
  { ...get, name: 'no Roll', query: null },
];

/**
 * What the answers of two versions may differ in. A release that changes an answer on purpose says so under `changed`, in the same
 * commit, such as `{ 'body.LastName': 'in capitals, as the registry has it' }`; the next one takes the entry out again.
 */
const RULES: ShadowRules = {
  varying: {
    'headers.x-function-version': 'names the version that answered',
    'body.ApiRevision': 'names the revision of the API',
  },
  changed: {},
  personal: [...PERSONAL_FIELDS.map((name) => `body.${name}`), 'bodyText'],
  addedFields: 'allowed',
  latency: { ratio: 3, floorMs: 500, calls: 5 },
};

/**
 * The comparison of `getStudentDetails`. The student that is there is put there for it: what is recorded of real ones would be
 * personal data in the repository. `addStudentDetails` has none: it answers nothing that is not a write.
 */
export const GET_SHADOW: Omit<Shadow, 'aliasArn'> = { events: [...GET_EVENTS], rules: RULES, seed: SMOKE_FIELDS };
