import { actionsOf, type ActionKind } from '../../../data/run-actions.js';
import { reaches, type Run, stateSince } from '../../../data/run.js';
import { role } from '../../../data/session.js';
import { Notice } from '../../../widgets/notice.js';
import { Utc } from '../../../widgets/time.js';
import { ActionButton } from './run-actions-panel.js';

/**
 * Shown while a run waits for a person: who is needed, since when, and the buttons. Hidden while the run is working.
 */
export function RunBanner({ run }: { readonly run: Run }) {
  if (run.state === 'waiting-for-switch') {
    return (
      <Waiting
        run={run}
        tone="warn"
        kinds={['switch']}
        title={
          reaches(role.value, 'admin') ? 'Waiting for you: switch when you are ready' : 'Waiting for an admin to switch'
        }
        text="Everything is copied, compared and kept up to date. It can wait safely."
      />
    );
  }
  if (run.state === 'needs-operator') {
    return (
      <Waiting
        run={run}
        tone="bad"
        kinds={['resume', 'rollback', 'abort']}
        title="Waiting for a decision: the run does nothing until someone decides"
        text={run.error === null ? 'The run does not say why.' : `${run.error.code}: ${run.error.message}`}
      />
    );
  }
  if (run.state === 'paused')
    return (
      <Waiting
        run={run}
        tone="info"
        kinds={['resume']}
        title="Paused: waiting for someone to resume it"
        text="Copies are kept. If the pause outlasts the oplog, everything is copied again."
      />
    );
  return null;
}

interface WaitingProps {
  readonly run: Run;
  readonly tone: 'info' | 'warn' | 'bad';
  readonly kinds: readonly ActionKind[];
  readonly title: string;
  readonly text: string;
}

function Waiting({ run, tone, kinds, title, text }: WaitingProps) {
  const since = stateSince(run);
  const actions = actionsOf(run, role.value).filter(({ kind }) => kinds.includes(kind));
  return (
    <Notice
      tone={tone}
      title={title}
      actions={actions.map((action) => (
        <ActionButton key={action.kind} action={action} run={run} />
      ))}
    >
      <p>{text}</p>
      {since !== null && (
        <p class="quiet">
          Since <Utc at={since} withAge />
        </p>
      )}
    </Notice>
  );
}
