import { count, dateTime } from './format.js';
import { doneOf, hasSwitched, isOver, reaches, type Role, type Run, type RunState, wayBackUntil } from './run.js';

/** The actions an operator can take on a run. */
export type ActionKind = 'pause' | 'resume' | 'abort' | 'switch' | 'rollback' | 'cleanup';

/** How an action is confirmed: not at all, in a dialog, or by typing the run's id. */
export type Confirmation = 'none' | 'dialog' | 'typed';

/** A button, with everything to know before pressing it. */
export interface Action {
  readonly kind: ActionKind;
  readonly label: string;
  /** What it will do. */
  readonly does: string;
  /** Until when, or how, it can be undone. */
  readonly undo: string;
  readonly confirmation: Confirmation;
  /** The equivalent command; it acts on the active run. */
  readonly command: string;
  /** Why it is disabled; `null` if it is not. */
  readonly disabled: string | null;
  /** Whether it is destructive or irreversible. */
  readonly grave: boolean;
}

interface Rule {
  readonly label: string;
  readonly role: Role;
  readonly states: readonly RunState[];
  readonly confirmation: Confirmation;
  readonly grave: boolean;
  readonly does: (run: Run) => string;
  readonly undo: (run: Run) => string;
}

const RULES: Readonly<Record<ActionKind, Rule>> = {
  pause: {
    label: 'Pause',
    role: 'operator',
    states: ['running', 'waiting-for-switch'],
    confirmation: 'none',
    grave: false,
    does: () => 'Stops at the next safe point, within seconds. Copies are kept.',
    undo: () => 'Undo with Resume, at any time while the oplog still reaches back to the pause.',
  },
  resume: {
    label: 'Resume',
    role: 'operator',
    states: ['paused', 'needs-operator'],
    confirmation: 'none',
    grave: false,
    does: (run) =>
      run.state === 'needs-operator' && hasSwitched(run)
        ? 'Keeps a rollback possible.'
        : 'Continues from where it stopped.',
    undo: () => 'Undo with Pause.',
  },
  switch: {
    label: 'Switch',
    role: 'admin',
    states: ['waiting-for-switch'],
    confirmation: 'typed',
    grave: false,
    does: () => 'The new collection becomes products. Writes wait for less than 5 s, reads do not.',
    undo: () => 'Undo with Roll back during the whole retention. No writes are lost.',
  },
  abort: {
    label: 'Abort',
    role: 'operator',
    states: ['running', 'paused', 'waiting-for-switch', 'needs-operator'],
    confirmation: 'dialog',
    grave: true,
    does: abortDoes,
    undo: () => 'Cannot be undone. A new migration starts from the beginning.',
  },
  rollback: {
    label: 'Roll back',
    role: 'admin',
    states: ['completed', 'needs-operator'],
    confirmation: 'typed',
    grave: true,
    does: (run) =>
      run.strategy === 'in-place'
        ? 'Converts every product back to its old shape, page by page. No writes are lost.'
        : 'The old collection becomes products again, with all writes since the switch. Writes wait for less than 5 s.',
    undo: () => 'Undo with a new migration.',
  },
  cleanup: {
    label: 'Clean up',
    role: 'admin',
    states: ['completed'],
    confirmation: 'typed',
    grave: true,
    does: () => 'Compares everything once more, then drops the rollback copy.',
    undo: () => 'Cannot be undone. After this, only a backup can bring the old collection back.',
  },
};

/** In display order. */
export const ACTION_KINDS = Object.keys(RULES) as ActionKind[];

/** Whether a run in this state accepts an action. */
export function takes(kind: ActionKind, { state }: Pick<Run, 'state'>): boolean {
  return RULES[kind].states.includes(state);
}

/** Every action of a run, with the reason for each that is disabled. */
export function actionsOf(run: Run, role: Role | null): Action[] {
  return ACTION_KINDS.map((kind) => {
    const { label, confirmation, grave, does, undo } = RULES[kind];
    return {
      kind,
      label,
      confirmation,
      grave,
      does: does(run),
      undo: undo(run),
      command: `npx catalog ${kind}`,
      disabled: whyNot(kind, run, role),
    };
  });
}

function whyNot(kind: ActionKind, run: Run, role: Role | null): string | null {
  const { role: needed } = RULES[kind];
  if (!takes(kind, run)) return stateReason(kind, run);
  if (!reaches(role, needed)) return `Requires the role ${needed}; your key has the role ${role ?? 'unknown'}`;
  if (run.request !== null)
    return `${run.request.by} has requested ${run.request.kind}; wait until the run has processed it`;
  return null;
}

const BEFORE_SWITCH = 'Only after the switch';
const REASONS: Readonly<Record<ActionKind, string>> = {
  pause: 'Only while it is running or waiting for the switch',
  resume: 'Only while it is paused or needs a decision',
  switch: 'Only when everything is copied and compared, and the run waits for the switch',
  abort: 'Only before it is completed',
  rollback: BEFORE_SWITCH,
  cleanup: BEFORE_SWITCH,
};

function stateReason(kind: ActionKind, run: Run): string {
  if (isOver(run)) return `The run is ${run.state.replaceAll('-', ' ')}; it accepts no further actions`;
  if (run.state === 'rolling-back') return 'It is rolling back';
  if (kind === 'abort' && run.state === 'completed') return 'Too late: it has already switched. Use Roll back';
  if (kind === 'switch' && !run.options.manualSwitch && run.state === 'running')
    return 'It switches automatically when everything is compared';
  if (kind === 'switch' && run.state === 'completed') return 'Done';
  return REASONS[kind];
}

function abortDoes(run: Run): string {
  if (run.strategy === 'in-place') return 'Converts every upgraded product back to its old shape.';
  return 'Drops the copies and ends the run. Products are not changed.';
}

/** What aborting a run would lose, for its dialog. */
export function lostByAbort(run: Run, now: number): string[] {
  const minutes = Math.max(1, Math.round((now - Date.parse(run.createdAt)) / 60_000));
  const time = minutes === 1 ? 'about a minute' : `${count(minutes)} minutes`;
  const work = `This discards ${time} of work: ${count(doneOf(run))} of ${count(run.counts.total)} copied products.`;
  if (run.strategy === 'in-place')
    return [work, 'The run reverts every product that it upgraded, which takes about as long as it has run so far.'];
  return [work, 'Both copies are dropped. The backup files stay.'];
}

/** The rollback window in words, and what closes it; `null` if there is none. */
export function wayBackText(run: Run): { readonly until: string; readonly closes: string } | null {
  const until = wayBackUntil(run);
  if (until === null) return null;
  return {
    until: dateTime(until),
    closes: 'A cleanup or a restore ends this. A rollback loses no writes.',
  };
}
