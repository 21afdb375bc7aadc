import { count } from '../../data/format.js';
import { connection, shownAt, topic } from '../../data/live.js';
import { isOver, type Run } from '../../data/run.js';
import type { Census } from '../../data/topics.js';
import { addressOf } from '../../shell/match-route.js';
import { CopyButton } from '../../widgets/copy.js';
import { Panel } from '../../widgets/panel.js';
import { Utc } from '../../widgets/time.js';
import { incidentText } from '../../data/incident.js';
import { Headline, RunHeadline, WayBack } from '../migration/parts/headline.js';
import { PhaseScale } from '../migration/parts/phase-line.js';
import { RunBanner } from '../migration/parts/run-banner.js';
import { CensusPanel } from './census-panel.js';
import { ChecksPanel } from './checks-panel.js';

/** The overall state, starting with one sentence. Claims nothing that was not checked. */
export function Overview() {
  const told = topic('run');
  const run = told?.data ?? null;
  return (
    <>
      {run === null ? <NoRun known={told !== undefined && told.at !== null} /> : <LastRun run={run} />}
      <div class="columns">
        <CensusPanel />
        <ChecksPanel />
      </div>
    </>
  );
}

function NoRun({ known }: { readonly known: boolean }) {
  const census = topic('census')?.data ?? null;
  if (!known)
    return (
      <Headline
        tone="calm"
        text={connection.value === 'lost' ? 'Nothing is known: the service does not respond' : 'Asking the service'}
      />
    );
  return (
    <>
      <Headline
        tone="calm"
        text={`No migration has been started${census === null ? '' : `; ${censusWords(census)}`}`}
      />
      <p class="lead">
        <a href="/admin/readiness">Check whether a migration could start</a>, or{' '}
        <a href="/admin/migrations">start one</a>.
      </p>
    </>
  );
}

function censusWords({ total, byVersion, reading }: Census): string {
  if (reading !== null) return `the collection is being read, ${count(reading.documents)} of ${count(reading.total)}`;
  const old = byVersion.slice(0, -1).reduce((sum, { documents }) => sum + documents, 0);
  if (old === 0) return `all ${count(total)} products have the latest shape`;
  return `${count(old)} of ${count(total)} products have an old shape`;
}

function LastRun({ run }: { readonly run: Run }) {
  return (
    <>
      <RunHeadline run={run} />
      <p class="run-line">
        <a href={addressOf('migrations', run.id)}>
          <code>{run.id}</code>
        </a>
        <span class="quiet">
          {`${run.strategy}, started by ${run.startedBy} at `}
          <Utc at={run.createdAt} />
        </span>
        <CopyButton text={() => incidentText(run, shownAt(), location.href)}>Copy for the incident</CopyButton>
      </p>
      <RunBanner run={run} />
      <WayBack run={run} />
      <Panel title={isOver(run) ? 'The last migration' : 'The migration'}>
        <PhaseScale run={run} />
      </Panel>
    </>
  );
}
