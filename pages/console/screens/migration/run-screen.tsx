import { count } from '../../data/format.js';
import { incidentText } from '../../data/incident.js';
import { shownAt } from '../../data/live.js';
import { hasSwitched, type Run } from '../../data/run.js';
import { useRun } from '../../data/runs.js';
import { CopyButton } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Fact, Facts, Panel } from '../../widgets/panel.js';
import { Utc } from '../../widgets/time.js';
import type { ScreenProps } from '../../shell/routes.js';
import { BacklogFacts } from './parts/backlog-facts.js';
import { RunHeadline, WayBack } from './parts/headline.js';
import { PhaseList } from './parts/phase-line.js';
import { RunActionsPanel } from './parts/run-actions-panel.js';
import { RunBanner } from './parts/run-banner.js';
import { RunReports } from './parts/run-reports.js';

/** One run: its state, its phases, and its actions. */
export function RunScreen({ params: { run: id = '' } }: ScreenProps) {
  const run = useRun(id);
  return (
    <Loaded of={run} what={`migration ${id}`}>
      {(found) => <RunDetails run={found} />}
    </Loaded>
  );
}

function RunDetails({ run }: { readonly run: Run }) {
  return (
    <>
      <RunHeadline run={run} />
      <p class="run-line">
        <code>{run.id}</code>
        <CopyButton text={() => incidentText(run, shownAt(), location.href)}>Copy for the incident</CopyButton>
      </p>
      <RunBanner run={run} />
      <WayBack run={run} />
      {run.request !== null && (
        <Notice tone="info" title={`Requested: ${run.request.kind}`}>
          <p>
            {`By ${run.request.by}, at `}
            <Utc at={run.request.at} />. The run takes it at its next safe point.
          </p>
        </Notice>
      )}
      {run.state === 'rolling-back' && <RollingBack run={run} />}
      {run.error !== null && run.state !== 'needs-operator' && (
        <Notice tone="bad" title={run.error.code}>
          <p>{run.error.message}</p>
        </Notice>
      )}
      <div class="columns wide-left">
        <Panel title="Phases">
          <PhaseList run={run} />
        </Panel>
        <div class="stack">
          <RunActionsPanel run={run} />
          <Panel title="This run">
            <RunFacts run={run} />
          </Panel>
          <OutsideWriters run={run} />
          <RunReports run={run} />
        </div>
      </div>
    </>
  );
}

/** A rollback is not one of the nine phases: it has its own state and, in place, its own progress. */
function RollingBack({ run }: { readonly run: Run }) {
  const counted = run.ratePerSecond !== null && run.counts.total > 0;
  return (
    <Notice tone="info" title="Rolling back">
      <p>
        {run.strategy === 'in-place'
          ? 'Every product is converted back to its old shape, page by page.'
          : 'Fence, last changes, comparison, then the old collection becomes products. Writes wait less than 5 s.'}
      </p>
      {counted && (
        <p class="live-value">
          {`${count(Math.round(run.ratePerSecond ?? 0))} documents/s`}
          {run.etaSeconds !== null && `, about ${count(run.etaSeconds)} s to go`}
        </p>
      )}
    </Notice>
  );
}

function RunFacts({ run }: { readonly run: Run }) {
  return (
    <Facts>
      <Fact name="State">{run.state.replaceAll('-', ' ')}</Fact>
      <Fact name="Strategy">{run.strategy}</Fact>
      {run.strategy === 'blue-green' && !hasSwitched(run) && (
        <Fact name="Switch">{run.options.manualSwitch ? 'by hand' : 'by itself'}</Fact>
      )}
      <Fact name="Migrated">{`${count(run.counts.migrated)} of ${count(run.counts.total)}`}</Fact>
      <Fact name="In quarantine">
        {run.counts.quarantined === 0 ? 'none' : <a href="/admin/quarantine">{count(run.counts.quarantined)}</a>}
      </Fact>
      {run.writePauseMs !== null && <Fact name="Writes waited">{`${count(run.writePauseMs)} ms`}</Fact>}
      {run.options.maxDocumentsPerSecond !== null && (
        <Fact name="Limit">{`${count(run.options.maxDocumentsPerSecond)} documents/s`}</Fact>
      )}
      <BacklogFacts run={run} />
      <Fact name="Started">
        <Utc at={run.createdAt} form="full" />
        {` by ${run.startedBy}`}
      </Fact>
      {run.finishedAt !== null && (
        <Fact name="Ended">
          <Utc at={run.finishedAt} form="full" />
        </Fact>
      )}
      <Fact name="Driven by">{run.owner === null ? 'nobody at the moment' : <code>{run.owner}</code>}</Fact>
    </Facts>
  );
}

function OutsideWriters({ run }: { readonly run: Run }) {
  const writers = Object.entries(run.outsideWriters);
  if (writers.length === 0) return null;
  return (
    <Notice tone="warn" title="Applications still write the old shape">
      <ul class="plain-list">
        {writers.map(([name, writes]) => (
          <li key={name}>
            <strong>{name}</strong>
            {`: ${count(writes)} writes since the switch`}
          </li>
        ))}
      </ul>
      <p>Their writes are upgraded as they arrive. Update these applications before the cleanup.</p>
    </Notice>
  );
}
