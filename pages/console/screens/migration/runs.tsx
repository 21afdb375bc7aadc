import { count } from '../../data/format.js';
import { useResource } from '../../data/resource.js';
import { topic } from '../../data/live.js';
import { isOver, type Run, type RunState, wayBackUntil } from '../../data/run.js';
import { listRuns } from '../../data/runs.js';
import { addressOf } from '../../shell/match-route.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { StartPanel } from './parts/start-panel.js';

/** How each state of a run is shown. */
const TONES: Readonly<Record<RunState, StateTone>> = {
  running: 'working',
  paused: 'waiting',
  'waiting-for-switch': 'waiting',
  completed: 'good',
  failed: 'bad',
  aborted: 'idle',
  'rolling-back': 'working',
  'rolled-back': 'idle',
  'needs-operator': 'bad',
  'cleaned-up': 'idle',
};

/** All runs, and how to start one. */
export function Runs() {
  const told = topic('run');
  const runs = useResource(`runs ${told?.data?.id ?? ''} ${told?.data?.state ?? ''}`, listRuns);
  return (
    <>
      <h1>Migrations</h1>
      <StartPanel />
      <Panel title="Runs" aside={<Age at={runs.at} />}>
        <Loaded of={runs} what="runs">
          {(all) => <RunTable runs={all} />}
        </Loaded>
      </Panel>
    </>
  );
}

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  if (runs.length === 0) return <p class="quiet">No migration has been started yet.</p>;
  const live = topic('run')?.data ?? null;
  return (
    <TableFrame label="Runs">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Strategy</th>
            <th scope="col">Started</th>
            <th scope="col" class="number">
              Migrated
            </th>
            <th scope="col">Rollback until</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((stored) => (
            <RunRow key={stored.id} run={live?.id === stored.id ? live : stored} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function RunRow({ run }: { readonly run: Run }) {
  const until = wayBackUntil(run);
  return (
    <tr>
      <th scope="row">
        <a class="mono" href={addressOf('migrations', run.id)}>
          {run.id}
        </a>
      </th>
      <td>
        <StateWord tone={TONES[run.state]}>{run.state.replaceAll('-', ' ')}</StateWord>
      </td>
      <td>{run.strategy}</td>
      <td>
        <Utc at={run.createdAt} /> <span class="quiet">by {run.startedBy}</span>
      </td>
      <td class="number">{`${count(run.counts.migrated)} of ${count(run.counts.total)}`}</td>
      <td>
        {until === null ? (
          <span class="quiet">{isOver(run) ? 'none' : 'not yet'}</span>
        ) : (
          <Utc at={until} form="full" />
        )}
      </td>
    </tr>
  );
}
