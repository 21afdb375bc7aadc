import { count, counted, duration, elapsed, percentNumber } from './format.js';
import { estimate, estimateText, rateText } from './estimate.js';
import { doneOf, IN_PLACE_DOES, type Phase, PHASE_TEXTS, type PhaseName, type Run } from './run.js';

/** The displayed state of a phase: `waiting` means waiting for a person, `halted` means paused. */
export type ShownState = 'pending' | 'running' | 'waiting' | 'halted' | 'done' | 'skipped' | 'failed';

/** A phase, prepared for display. */
export interface PhaseRow {
  readonly name: PhaseName;
  readonly title: string;
  readonly does: string;
  readonly state: ShownState;
  /** The state as a word. */
  readonly word: string;
  /** How long it took or has been running; empty if it has not started. */
  readonly took: string;
  /** Its result or progress. */
  readonly result: string;
  /** The completed percentage, if documents are counted. */
  readonly percent: number | null;
  /** Its error, shown with the phase. */
  readonly error: string | null;
}

const WORDS: Readonly<Record<ShownState, string>> = {
  pending: 'to come',
  running: 'working',
  waiting: 'waits for an admin',
  halted: 'paused',
  done: 'done',
  skipped: 'not needed',
  failed: 'failed',
};

/** The nine phases of a run; always all nine. */
export function phaseRows(run: Run, now: number): PhaseRow[] {
  return run.phases.map((phase) => {
    const state = shownState(run, phase);
    return {
      name: phase.name,
      title: PHASE_TEXTS[phase.name].title,
      does: (run.strategy === 'in-place' ? IN_PLACE_DOES[phase.name] : undefined) ?? PHASE_TEXTS[phase.name].does,
      state,
      word: wordOf(run, phase, state),
      took: took(phase, now),
      result: result(run, phase, state, now),
      percent:
        phase.name === 'transformation' && phase.state === 'running' && run.counts.total > 0
          ? percentNumber(doneOf(run), run.counts.total)
          : null,
      error: errorOf(run, phase, state),
    };
  });
}

function shownState(run: Run, { name, state }: Phase): ShownState {
  if (name === 'cleanup' && run.state === 'cleaned-up') return 'done';
  if (state !== 'running') return state;
  if (run.state === 'waiting-for-switch') return 'waiting';
  if (run.state === 'paused') return 'halted';
  if (run.state === 'failed' || run.state === 'needs-operator') return 'failed';
  if (run.state === 'aborted' || run.state === 'rolled-back') return 'failed';
  return 'running';
}

function wordOf(run: Run, { name }: Phase, state: ShownState): string {
  if (name === 'cleanup' && run.state === 'completed') return 'not yet';
  if (state === 'failed' && run.state === 'aborted') return 'given up';
  return WORDS[state];
}

function took({ startedAt, finishedAt, state }: Phase, now: number): string {
  if (startedAt === null) return '';
  if (finishedAt !== null) return elapsed(startedAt, finishedAt);
  return state === 'running' ? duration((now - Date.parse(startedAt)) / 1_000) : '';
}

function errorOf(run: Run, phase: Phase, state: ShownState): string | null {
  if (run.error === null) return null;
  const text = `${run.error.code}: ${run.error.message}`;
  if (state === 'failed') return text;
  // An error after the last phase does not belong to a failed phase, so it is shown with the current step.
  const anyFailed = run.phases.some(({ state: other }) => other === 'failed' || other === 'running');
  return !anyFailed && phase.name === run.phase ? text : null;
}

function result(run: Run, phase: Phase, state: ShownState, now: number): string {
  if (phase.name === 'transformation' && phase.state === 'running') {
    const found = estimate(run, now);
    const parts = [
      `${count(doneOf(run))} of ${count(run.counts.total)}`,
      rateText(run, now),
      found === undefined ? undefined : estimateText(found),
      refused(run.counts.quarantined),
    ];
    return parts.filter((part) => part !== undefined && part !== '').join(' · ');
  }
  if (state === 'waiting') return 'everything is compared and kept in sync';
  return phase.detail === null ? '' : RESULTS[phase.name](phase.detail);
}

type Detail = Readonly<Record<string, unknown>>;

const number = (detail: Detail, key: string): number | undefined =>
  typeof detail[key] === 'number' ? detail[key] : undefined;
const list = (detail: Detail, key: string): readonly unknown[] => (Array.isArray(detail[key]) ? detail[key] : []);
const refused = (quarantined: number | undefined): string =>
  quarantined === undefined || quarantined === 0 ? '' : `${counted(quarantined, 'document')} in quarantine`;
const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
const some = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? '' : text(value);

/** A phase's result, from its own figures. Unknown figures are omitted, never guessed. */
const RESULTS: Readonly<Record<PhaseName, (detail: Detail) => string>> = {
  'pre-flight': (detail) =>
    joined(
      detail['ready'] === true ? 'ready' : 'not ready',
      some(list(detail, 'reasons').length, (found) => (found === 0 ? 'no warnings' : counted(found, 'warning'))),
    ),
  backup: (detail) =>
    joined(
      some(number(detail, 'documents'), (found) => `${counted(found, 'document')} saved and compared`),
      typeof detail['backup'] === 'string' ? detail['backup'] : '',
    ),
  shadow: (detail) => joined(...['shadow', 'twin'].map((key) => (typeof detail[key] === 'string' ? detail[key] : ''))),
  transformation: (detail) =>
    joined(
      some(
        number(detail, 'copied') ?? number(detail, 'upgraded'),
        (found) => `${counted(found, 'document')} ${number(detail, 'copied') === undefined ? 'upgraded' : 'copied'}`,
      ),
      some(number(detail, 'documentsPerSecond'), (found) => `${count(found)}/s`),
      refused(number(detail, 'quarantined')),
    ),
  indexes: (detail) => joined(...['shadow', 'twin'].map((key) => builtOn(detail, key))),
  'performance-validation': (detail) => slowest(detail),
  switch: (detail) =>
    joined(
      some(number(detail, 'compared'), (found) => `${counted(found, 'document')} compared`),
      some(number(detail, 'writePauseMs'), (found) => `writes waited ${count(found)} ms`),
      some(number(detail, 'attempts'), (found) => (found > 1 ? `${found} attempts` : '')),
      some(number(detail, 'conflicts'), (found) => (found > 0 ? `${found} conflicts` : '')),
    ),
  'post-validation': (detail) =>
    joined(
      some(number(detail, 'compared'), (found) => `${counted(found, 'document')} compared`),
      slowest(detail),
    ),
  cleanup: () => '',
};

function builtOn(detail: Detail, key: string): string {
  const on = detail[key];
  if (typeof on !== 'object' || on === null || !('built' in on)) return '';
  const built = typeof on.built === 'number' ? on.built : Array.isArray(on.built) ? on.built.length : undefined;
  return built === undefined ? '' : `${built} on the ${key}`;
}

function slowest(detail: Detail): string {
  const classes = list(detail, 'classes').filter(
    (one): one is { candidateP95: number; baselineP95: number | null } =>
      typeof one === 'object' && one !== null && 'candidateP95' in one && typeof one.candidateP95 === 'number',
  );
  const worst = classes.toSorted((a, b) => b.candidateP95 - a.candidateP95)[0];
  if (worst === undefined) return '';
  const before = worst.baselineP95 === null ? '' : `, before ${worst.baselineP95} ms`;
  return `product pages ${worst.candidateP95} ms (p95)${before}`;
}
