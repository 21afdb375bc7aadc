import { api } from '../../data/api.js';
import { topic } from '../../data/live.js';
import { dataOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Fact, Facts, Panel } from '../../widgets/panel.js';
import { Readable } from '../../widgets/readable.js';
import { Utc } from '../../widgets/time.js';
import type { Restore } from './backup-data.js';
import { restoreSentence } from './restore-state.js';

const STEPS = ['checking', 'loading', 'replaying', 'indexing', 'copying', 'switching', 'comparing'] as const;
const EVERY_MS = 2_000;

/** One restore: its state and outcome. */
export function RestoreScreen({ params }: ScreenProps) {
  const id = params['restore'] ?? '';
  const told = topic('restore')?.data as Restore | null | undefined;
  const asked = useResource(
    `restore ${id}`,
    (signal) => dataOf<Restore>(api.GET('/api/admin/restores/{id}', { params: { path: { id } }, signal })),
    EVERY_MS,
  );
  return (
    <Loaded of={asked} what="restore">
      {(stored) => <RestoreFacts restore={told?.id === id && stored.state === 'running' ? told : stored} />}
    </Loaded>
  );
}

function RestoreFacts({ restore }: { readonly restore: Restore }) {
  const { id, state, step, backupId, createdAt, finishedAt, startedBy, report, error } = restore;
  const at = STEPS.findIndex((name) => name === step);
  return (
    <>
      <h1 class="live-value">{restoreSentence(restore)}</h1>
      {error !== null && (
        <Notice tone="bad" title={error.code}>
          <p>{error.message}</p>
        </Notice>
      )}
      <div class="columns">
        <Panel title="Steps">
          <ol class="steps">
            {STEPS.map((name, index) => (
              <li key={name} aria-current={state === 'running' && index === at ? 'step' : undefined}>
                <span>{name}</span>{' '}
                <span class="quiet">{state === 'done' || index < at ? 'done' : index === at ? state : 'to come'}</span>
              </li>
            ))}
          </ol>
        </Panel>
        <Panel title="This restore">
          <Facts>
            <Fact name="Restore">
              <code>{id}</code>
            </Fact>
            <Fact name="From backup">
              <code>{backupId}</code>
            </Fact>
            <Fact name="Requested">
              <Utc at={createdAt} form="full" /> by {startedBy}
            </Fact>
            <Fact name="Ended">{finishedAt === null ? 'not yet' : <Utc at={finishedAt} form="full" />}</Fact>
            <Fact name="List">
              <Command text="npx catalog backup list" />
            </Fact>
          </Facts>
        </Panel>
      </div>
      {report !== null && (
        <Panel title="What it did">
          <Readable value={report} />
        </Panel>
      )}
    </>
  );
}
