import { useState } from 'preact/hooks';

import { now } from '../../../data/clock.js';
import { dateTime } from '../../../data/format.js';
import { type Action, lostByAbort } from '../../../data/run-actions.js';
import type { Run } from '../../../data/run.js';
import { askOfRun } from '../../../data/runs.js';
import { ConfirmDialog } from '../../../widgets/confirm-dialog.js';

const TITLES: Readonly<Record<string, string>> = {
  switch: 'Switch to the new collection?',
  rollback: 'Go back to the old collection?',
  cleanup: 'Permanently give up the rollback?',
  abort: 'Abort this migration?',
};

/** Asks for confirmation of actions that cannot simply be reverted. */
export function ActionDialog({
  action,
  run,
  onClose,
}: {
  readonly action: Action;
  readonly run: Run;
  readonly onClose: () => void;
}) {
  const [emergency, setEmergency] = useState(false);
  const { kind } = action;
  return (
    <ConfirmDialog
      title={
        run.strategy === 'in-place' && kind === 'rollback'
          ? 'Convert every product back to its old shape?'
          : (TITLES[kind] ?? action.label)
      }
      act={kind === 'abort' ? 'Abort the migration' : `${action.label} now`}
      grave={action.grave}
      {...(action.confirmation === 'typed' ? { typed: run.id } : {})}
      command={`${action.command} ${run.id}${emergency ? ' --emergency' : ''}`}
      onConfirm={() => askOfRun(kind, run.id, emergency)}
      onClose={onClose}
    >
      <p>{action.does}</p>
      {kind === 'abort' && <LostByAbort run={run} />}
      {kind === 'cleanup' && run.rollbackUntil !== null && (
        <p>{`Otherwise a rollback would stay possible until ${dateTime(run.rollbackUntil)}.`}</p>
      )}
      <p class="quiet">{action.undo}</p>
      {kind === 'rollback' && run.strategy === 'blue-green' && (
        <label class="check">
          <input type="checkbox" checked={emergency} onChange={(event) => setEmergency(event.currentTarget.checked)} />
          <span>Skip the last comparison: seconds faster; verify afterwards</span>
        </label>
      )}
    </ConfirmDialog>
  );
}

function LostByAbort({ run }: { readonly run: Run }) {
  return (
    <div>
      <p>
        <strong>What is lost</strong>
      </p>
      <ul class="plain-list">
        {lostByAbort(run, now.value).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
