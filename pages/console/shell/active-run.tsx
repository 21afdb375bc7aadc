import { isOver, reaches } from '../data/run.js';
import { phaseRows } from '../data/phase-rows.js';
import { now } from '../data/clock.js';
import { dateTime } from '../data/format.js';
import { topic } from '../data/live.js';
import { role } from '../data/session.js';
import { wayBackText } from '../data/run-actions.js';
import { addressOf } from './match-route.js';

/** The active run in the header: its state and the rollback window, always visible. */
export function ActiveRun() {
  const run = topic('run')?.data ?? null;
  if (run === null || isOver(run)) return null;
  const back = wayBackText(run);
  const phase = phaseRows(run, now.value).find(({ state }) => state === 'running');
  const waits = run.state === 'waiting-for-switch' || run.state === 'needs-operator';
  const forWhom = run.state === 'waiting-for-switch' && !reaches(role.value, 'admin') ? 'an admin' : 'you';
  const words = waits
    ? `waits for ${forWhom}`
    : run.state === 'running' && phase !== undefined
      ? phase.title.toLowerCase()
      : run.state.replaceAll('-', ' ');
  return (
    <a class={`active-run live-value ${waits ? 'waits' : ''}`} href={addressOf('migrations', run.id)}>
      <span>{`Migration ${words}`}</span>
      {back !== null && (
        <span class="way-back-mark">{`rollback possible until ${dateTime(run.rollbackUntil ?? '')}`}</span>
      )}
    </a>
  );
}
