import type { Phase } from './phase.js';
import { makeBackup } from './phases/backup.phase.js';
import { buildIndexes } from './phases/indexes.phase.js';
import { validatePerformance } from './phases/performance.phase.js';
import { postValidate } from './phases/post-validation.phase.js';
import { preFlight } from './phases/pre-flight.phase.js';
import { makeShadow } from './phases/shadow.phase.js';
import { switchForward } from './phases/switch.phase.js';
import { transform } from './phases/transformation.phase.js';
import { sweepUp } from './in-place/sweep-up.phase.js';
import { postValidateInPlace } from './in-place/post-validation.phase.js';

/** The phases, in order. `cleanup` has no work here: it waits for the end of the retention, or for an admin. */
export const PHASES: readonly Phase[] = [
  { name: 'pre-flight', work: { 'blue-green': preFlight, 'in-place': preFlight } },
  { name: 'backup', work: { 'blue-green': makeBackup, 'in-place': makeBackup } },
  { name: 'shadow', work: { 'blue-green': makeShadow } },
  { name: 'transformation', work: { 'blue-green': transform, 'in-place': sweepUp } },
  { name: 'indexes', work: { 'blue-green': buildIndexes } },
  { name: 'performance-validation', work: { 'blue-green': validatePerformance } },
  { name: 'switch', work: { 'blue-green': switchForward } },
  { name: 'post-validation', work: { 'blue-green': postValidate, 'in-place': postValidateInPlace } },
];
