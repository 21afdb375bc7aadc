import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { lacks } from '../data/permission.js';
import { messageOf } from '../data/request.js';
import type { Role } from '../data/run.js';
import { Button } from './button.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { Command } from './copy.js';
import { Notice } from './notice.js';

/** The confirmation of an action by typing an id. */
export interface Confirmed {
  readonly title: string;
  /** The id to type, and what it identifies. */
  readonly id: string;
  readonly what: string;
  /** What will happen, what is lost, how to undo it. */
  readonly children: ComponentChildren;
}

interface ActProps {
  readonly label: string;
  /** The text of the dialog's button; default: the label. */
  readonly act?: string;
  readonly icon: string;
  readonly needs: Role;
  /** Why it is disabled, besides the role. */
  readonly disabled?: string | null;
  readonly kind?: 'act' | 'plain' | 'grave';
  readonly command: string;
  readonly confirm?: Confirmed;
  /** Performs the action; displays the returned text or the thrown error. */
  readonly run: () => Promise<string | null>;
  /** The id of an element that already shows why the button is disabled. */
  readonly reasonId?: string;
}

/** A button that requires a role, with its confirmation and the outcome of pressing it. */
export function Act(props: ActProps) {
  const { label, act = label, icon, needs, disabled = null, kind = 'plain', command, confirm, run, reasonId } = props;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, say] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const off = lacks(needs) ?? disabled;
  const carryOut = async (): Promise<void> => {
    setProblem(null);
    say(await run());
  };
  const press = (): void => {
    if (confirm !== undefined) return setOpen(true);
    setBusy(true);
    carryOut()
      .catch((error: unknown) => setProblem(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        kind={kind}
        icon={icon}
        onPress={press}
        disabled={off}
        busy={busy}
        reasonShown={reasonId !== undefined && off !== null}
        {...(reasonId === undefined || off === null ? {} : { describedBy: reasonId })}
      >
        {confirm === undefined ? label : `${label} …`}
      </Button>
      <Outcome said={said} problem={problem} />
      {open && confirm !== undefined && (
        <ConfirmDialog
          title={confirm.title}
          act={act}
          grave={kind === 'grave'}
          typed={confirm.id}
          typedWhat={confirm.what}
          command={command}
          onConfirm={carryOut}
          onClose={() => setOpen(false)}
        >
          {confirm.children}
        </ConfirmDialog>
      )}
    </>
  );
}

function Outcome({ said, problem }: { readonly said: string | null; readonly problem: string | null }) {
  return (
    <>
      <output class={said === null ? 'unseen' : 'said'}>{said}</output>
      {problem !== null && (
        <Notice tone="bad" title="Not done" urgent>
          <p>{problem}</p>
        </Notice>
      )}
    </>
  );
}

/** An action with what it will do, how to undo it, and its command. */
export function DescribedAct({
  does,
  undo,
  ...act
}: ActProps & { readonly does: ComponentChildren; readonly undo?: string }) {
  const off = lacks(act.needs) ?? act.disabled ?? null;
  return (
    <li class={off === null ? 'action' : 'action is-off'}>
      <div class="action-button">
        <Act {...act} />
      </div>
      <div class="action-words">
        <p>{does}</p>
        {undo !== undefined && <p class="quiet">{undo}</p>}
        <Command text={act.command} />
      </div>
    </li>
  );
}
