import { useState } from 'preact/hooks';

import { navigate } from '../../../../shared/router.js';
import { messageOf } from '../../../data/request.js';
import { reaches, type Run } from '../../../data/run.js';
import { type StartOptions, startRun, useActiveRun } from '../../../data/runs.js';
import { role } from '../../../data/session.js';
import { addressOf } from '../../../shell/match-route.js';
import { Button } from '../../../widgets/button.js';
import { Command } from '../../../widgets/copy.js';
import { Notice } from '../../../widgets/notice.js';
import { Panel } from '../../../widgets/panel.js';
import { StartFields } from './start-fields.js';

const FIRST: StartOptions = {
  strategy: 'blue-green',
  manualSwitch: true,
  acceptBlockers: false,
  maxDocumentsPerSecond: null,
};

/** Starts a migration: its options, what it will do, and why it cannot be started, if so. */
export function StartPanel() {
  const [options, setOptions] = useState<StartOptions>(FIRST);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const disabled = whyNotStart(useActiveRun(), role.value);
  const start = (): void => {
    setBusy(true);
    setProblem(null);
    startRun(options)
      .then(
        (run) => navigate(addressOf('migrations', run.id)),
        (error: unknown) => setProblem(messageOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Panel title="Start a migration" class="start-panel">
      <StartFields options={options} onChange={setOptions} />
      <p>{willDo(options)}</p>
      <p class="quiet">{canUndo(options)}</p>
      {problem !== null && (
        <Notice tone="bad" title="Not started" urgent>
          <p>{problem}</p>
        </Notice>
      )}
      <div class="button-row">
        <Button kind="act" icon="play" onPress={start} disabled={disabled} busy={busy}>
          Start
        </Button>
      </div>
      <p class="by-command">
        Command line: <Command text={commandOf(options)} />
      </p>
    </Panel>
  );
}

function whyNotStart(active: Run | null | undefined, own: ReturnType<typeof role.peek>): string | null {
  if (active !== null && active !== undefined) {
    const state = active.state.replaceAll('-', ' ');
    return `Migration ${active.id} is ${state}: wait for it, abort it, roll it back or clean it up first`;
  }
  if (!reaches(own, 'operator')) return `Requires the role operator; your key has the role ${own ?? 'unknown'}`;
  if (active === undefined) return 'It is not known yet whether another migration is running';
  return null;
}

function willDo({ strategy, manualSwitch }: StartOptions): string {
  if (strategy === 'in-place')
    return 'Checks and backs up, then upgrades the live collection page by page. There is no switch.';
  return manualSwitch
    ? 'Checks, backs up, copies, compares. Then it waits until an admin switches. Until then no product is changed.'
    : 'Checks, backs up, copies, compares, and switches automatically: writes then wait once, for less than 5 s.';
}

function canUndo({ strategy }: StartOptions): string {
  return strategy === 'in-place'
    ? 'Undo with Roll back, a second sweep over all products, at any time before the cleanup.'
    : 'Undo with Abort before the switch, with Roll back until the cleanup. No writes are lost.';
}

function commandOf({ strategy, manualSwitch, acceptBlockers, maxDocumentsPerSecond }: StartOptions): string {
  return [
    'npx catalog migrate',
    ...(strategy === 'in-place' ? ['--in-place'] : manualSwitch ? ['--manual-switch'] : []),
    ...(maxDocumentsPerSecond === null ? [] : [`--max-rate ${maxDocumentsPerSecond}`]),
    ...(acceptBlockers ? ['--accept-blockers'] : []),
  ].join(' ');
}
