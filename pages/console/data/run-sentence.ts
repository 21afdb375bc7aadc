import { estimate, estimateText } from './estimate.js';
import { count, counted, momentText } from './format.js';
import { currentPhase, doneOf, hasSwitched, type PhaseName, type Run, stateSince } from './run.js';

/** The tone of a run at a glance; it determines the color, which is never the only signal. */
export type Tone = 'calm' | 'working' | 'waiting' | 'bad' | 'good';

/** The state of things in one sentence. */
export interface RunSentence {
  readonly tone: Tone;
  readonly text: string;
}

const DOING: Readonly<Record<PhaseName, string>> = {
  'pre-flight': 'Checking whether the products can be migrated; nothing is changed',
  backup: 'Writing a backup and comparing it with the products; nothing is changed',
  shadow: 'Creating the two copies; products are not changed',
  transformation: 'Copying',
  indexes: 'Building indexes on the copies',
  'performance-validation': 'Timing product pages on the new collection',
  switch: 'Comparing everything before the switch',
  'post-validation': 'Switched; comparing everything once more on the live collection',
  cleanup: 'Cleaning up',
};

const ASKED: Readonly<Record<string, string>> = {
  pause: 'Pausing',
  resume: 'Resuming',
  abort: 'Aborting',
  switch: 'Switching',
  rollback: 'Rolling back',
  cleanup: 'Cleaning up',
};

/**
 * The first line of the console: what a run is doing, its progress and its duration. Only states what the run's
 * document contains.
 */
export function runSentence(run: Run, now: number): RunSentence {
  const asked =
    run.request === null
      ? ''
      : `; ${(ASKED[run.request.kind] ?? run.request.kind).toLowerCase()}, requested by ${run.request.by}`;
  const { tone, text } = stateSentence(run, now);
  return { tone, text: `${text}${asked}` };
}

function stateSentence(run: Run, now: number): RunSentence {
  const since = stateSince(run);
  const at = since === null ? '' : ` at ${momentText(since, now)}`;
  switch (run.state) {
    case 'running':
      return { tone: 'working', text: running(run, now) };
    case 'paused':
      return { tone: 'waiting', text: `Paused${place(run)}; ${progress(run)}; ${untouched(run)}` };
    case 'waiting-for-switch':
      return {
        tone: 'waiting',
        text: `Ready to switch, waiting for an admin; ${count(run.counts.total)} products compared and kept up to date`,
      };
    case 'needs-operator':
      return { tone: 'bad', text: 'Stopped; someone has to decide how to proceed' };
    case 'rolling-back':
      return { tone: 'working', text: `${goingBack(run)}; no writes since the switch are lost` };
    case 'completed':
      return { tone: 'good', text: completed(run) };
    case 'failed':
      return { tone: 'bad', text: `Failed${at}${place(run)}; products are as they were` };
    case 'aborted':
      return { tone: 'calm', text: `Aborted${at}; ${abortedEnd(run)}` };
    case 'rolled-back':
      return {
        tone: 'calm',
        text: `Rolled back${at}; products have their old shape, including all writes since the switch`,
      };
    case 'cleaned-up':
      return {
        tone: 'calm',
        text:
          `Cleaned up${at}; ${counted(run.counts.migrated, 'product')} migrated; ` +
          'only a backup can bring the old state back',
      };
  }
}

function untouched({ strategy }: Run): string {
  return strategy === 'in-place' ? 'upgraded products stay upgraded' : 'products are as they were';
}

function goingBack({ strategy }: Run): string {
  return strategy === 'in-place'
    ? 'Converting every product back to its old shape'
    : 'Switching back to the old collection';
}

function abortedEnd({ error }: Run): string {
  return error?.code === 'PRODUCTS_RESTORED' ? 'products were replaced by restored ones' : 'products are as they were';
}

function running(run: Run, now: number): string {
  const phase = currentPhase(run);
  if (phase === undefined) return run.phase === null ? 'Starting' : 'Between phases';
  if (phase.name !== 'transformation') return DOING[phase.name];
  const found = estimate(run, now);
  const doing = run.strategy === 'in-place' ? 'Upgrading in place' : DOING.transformation;
  return `${doing}; ${progress(run)}${found === undefined ? '' : `; ${estimateText(found)}`}`;
}

function progress(run: Run): string {
  if (run.counts.total === 0) return 'nothing is copied yet';
  return `${count(doneOf(run))} of ${count(run.counts.total)}`;
}

function place(run: Run): string {
  const phase = run.phases.find(({ state }) => state === 'running' || state === 'failed');
  return phase === undefined ? '' : ` in ${phase.name.replaceAll('-', ' ')}`;
}

function completed(run: Run): string {
  const refused = run.counts.quarantined === 0 ? '' : `, ${count(run.counts.quarantined)} in quarantine`;
  const what = hasSwitched(run) || run.strategy === 'in-place' ? 'Migrated' : 'Completed';
  return `${what}; ${count(run.counts.migrated)} of ${counted(run.counts.total, 'product')}${refused}`;
}
