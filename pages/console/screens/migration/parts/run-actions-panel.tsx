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

/** Everything that can be asked of a run: what each will do, how it is undone, and why one can't be pressed now. */
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
  /** Whether the reason why it is off stands beside the button already. */
  readonly reasonShown?: boolean;
}

/** One action's button, with the dialog that it needs. */
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
