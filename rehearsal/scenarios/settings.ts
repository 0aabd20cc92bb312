import { gatesAndAWave } from './edits.ts';
import { watchIncidents } from './incident.ts';
import type { Setting } from './setting.ts';

/** For the scenarios about gates and waves. */
export const GATED: Setting = {
  name: 'gated',
  what: 'an alarm before Prod, a bake after its shift, and a second environment behind it',
  prepare: watchIncidents,
  edits: gatesAndAWave,
};
