import type { Phase, PhaseName, Run } from '../data/run.js';

/** The reference time of the tests: when the example's transformation started. */
export const BEGAN = Date.parse('2026-11-26T02:13:00.000Z');

const NAMES: readonly PhaseName[] = [
  'pre-flight',
  'backup',
  'shadow',
  'transformation',
  'indexes',
  'performance-validation',
  'switch',
  'post-validation',
  'cleanup',
];

/** The phases of a run that is at `at`: earlier ones are done, later ones pending. */
export function phasesAt(at: PhaseName | null, state: Phase['state'] = 'running'): Phase[] {
  const current = at === null ? NAMES.length : NAMES.indexOf(at);
  return NAMES.map((name, index): Phase => {
    if (index > current || (at === null && name === 'cleanup')) {
      return { name, state: 'pending', startedAt: null, finishedAt: null, detail: null };
    }
    const startedAt = new Date(BEGAN + (index - current) * 10_000).toISOString();
    if (index === current) return { name, state, startedAt, finishedAt: null, detail: null };
    return {
      name,
      state: 'done',
      startedAt,
      finishedAt: new Date(Date.parse(startedAt) + 9_000).toISOString(),
      detail: {},
    };
  });
}

/** A run that copies 100,000 products, with some fields overridden. */
export function exampleRun(fields: Partial<Run> = {}): Run {
  return {
    id: 'run-20261126t021214-4fe82d',
    strategy: 'blue-green',
    state: 'running',
    stateSince: '2026-11-26T02:12:14.000Z',
    phase: 'transformation',
    phases: phasesAt('transformation'),
    counts: { total: 100_000, migrated: 64_210, quarantined: 0 },
    ratePerSecond: 1_800,
    etaSeconds: 20,
    throttledBy: null,
    writePauseMs: null,
    error: null,
    rollbackUntil: null,
    options: { manualSwitch: true, maxDocumentsPerSecond: null, acceptBlockers: false },
    startedBy: 'ada',
    createdAt: '2026-11-26T02:12:14.000Z',
    finishedAt: null,
    owner: 'shop-1:2945:a375cd',
    epoch: 1,
    request: null,
    outsideWriters: {},
    ...fields,
  };
}
