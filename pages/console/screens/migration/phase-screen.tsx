import { now } from '../../data/clock.js';
import { phaseRows } from '../../data/phase-rows.js';
import type { Run } from '../../data/run.js';
import { useRun } from '../../data/runs.js';
import type { ScreenProps } from '../../shell/routes.js';
import { addressOf } from '../../shell/match-route.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Fact, Facts, Panel } from '../../widgets/panel.js';
import { Readable } from '../../widgets/readable.js';
import { Utc } from '../../widgets/time.js';

/** One phase of a run, with everything it reported. */
export function PhaseScreen({ params: { run: id = '', phase: name = '' } }: ScreenProps) {
  const run = useRun(id);
  return (
    <Loaded of={run} what={`migration ${id}`}>
      {(found) => <PhaseDetails run={found} name={name} />}
    </Loaded>
  );
}

function PhaseDetails({ run, name }: { readonly run: Run; readonly name: string }) {
  const row = phaseRows(run, now.value).find((candidate) => candidate.name === name);
  const phase = run.phases.find((candidate) => candidate.name === name);
  if (row === undefined || phase === undefined)
    return (
      <Notice tone="warn" title={`A migration has no phase ${name}`}>
        <p>
          <a href={addressOf('migrations', run.id)}>Back to the run</a>
        </p>
      </Notice>
    );
  return (
    <>
      <p class="crumbs">
        <a href={addressOf('migrations', run.id)}>
          <code>{run.id}</code>
        </a>
      </p>
      <h1>{`${row.title}: ${row.word}`}</h1>
      <p class="lead">{row.does}</p>
      {row.error !== null && (
        <Notice tone="bad" title="What went wrong">
          <p>{row.error}</p>
        </Notice>
      )}
      <Panel title="Times">
        <Facts>
          <Fact name="Began">{phase.startedAt === null ? 'not yet' : <Utc at={phase.startedAt} form="full" />}</Fact>
          <Fact name="Ended">{phase.finishedAt === null ? 'not yet' : <Utc at={phase.finishedAt} form="full" />}</Fact>
          <Fact name="Took">{row.took === '' ? 'not known' : row.took}</Fact>
          {row.result !== '' && <Fact name="Result">{row.result}</Fact>}
        </Facts>
      </Panel>
      <Panel title="Details">
        {phase.detail === null ? <p class="quiet">Nothing yet.</p> : <Readable value={phase.detail} />}
      </Panel>
    </>
  );
}
