import { useState } from 'preact/hooks';

import { type Action, actionsOf } from '../../../data/run-actions.js';
import { messageOf } from '../../../data/request.js';
import type { Run } from '../../../data/run.js';
import { askOfRun } from '../../../data/runs.js';
import { role } from '../../../data/session.js';
import { Button } from '../../../widgets/button.js';
import { Command } from '../../../widgets/copy.js';
import { Notice } from '../../../widgets/notice.js';
import { Panel } from '../../../widgets/panel.js';
import { ActionDialog } from './action-dialog.js';

/** All actions on a run: what each does, how to undo it, and why it is disabled, if it is. */
export function RunActionsPanel({ run }: { readonly run: Run }) {
  return (
    <Panel title="Actions" class="actions-panel">
      <ul class="actions">
        {actionsOf(run, role.value).map((action) => (
          <li key={action.kind} class={action.disabled === null ? 'action' : 'action is-off'}>
            <div class="action-button">
              <ActionButton action={action} run={run} reasonShown />
            </div>
            <div class="action-words">
              <p>{action.does}</p>
              {action.disabled === null ? (
                <>
                  <p class="quiet">{action.undo}</p>
                  <Command text={action.command} />
                </>
              ) : (
                <p class="reason">{action.disabled}.</p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const ICONS = {
  pause: 'pause',
  resume: 'play',
  abort: 'x',
  switch: 'arrow-right-left',
  rollback: 'rotate-ccw',
  cleanup: 'trash-2',
} as const;

interface ActionButtonProps {
  readonly action: Action;
  readonly run: Run;
  /** Whether the reason for being disabled is already shown next to the button. */
  readonly reasonShown?: boolean;
}

/** An action's button, with its confirmation dialog. */
export function ActionButton({ action, run, reasonShown = false }: ActionButtonProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const press = (): void => {
    setProblem(null);
    if (action.confirmation !== 'none') return setOpen(true);
    setBusy(true);
    askOfRun(action.kind, run.id)
      .catch((error: unknown) => setProblem(messageOf(error)))
      .finally(() => setBusy(false));
  };
  const leads = action.kind === 'switch' || action.kind === 'resume';
  return (
    <>
      <Button
        kind={leads && action.disabled === null ? 'act' : action.grave ? 'grave' : 'plain'}
        icon={ICONS[action.kind]}
        onPress={press}
        disabled={action.disabled}
        reasonShown={reasonShown}
        busy={busy}
      >
        {action.confirmation === 'none' ? action.label : `${action.label} …`}
      </Button>
      {problem !== null && (
        <Notice tone="bad" title="Not done" urgent>
          <p>{problem}</p>
        </Notice>
      )}
      {open && <ActionDialog action={action} run={run} onClose={() => setOpen(false)} />}
    </>
  );
}
