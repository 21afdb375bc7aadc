import { bytes, count, duration, percent } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { lacks } from '../../data/permission.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Act, DescribedAct } from '../../widgets/act.js';
import { Button } from '../../widgets/button.js';
import { navigate } from '../../../shared/router.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import {
  type Backup,
  type BackupPage,
  createBackup,
  deleteBackup,
  type Journal,
  listBackups,
  listRestores,
  readCoverage,
  type Restore,
  verifyBackup,
} from './backup-data.js';
import { RestoreLine } from './restore-state.js';
import { RestorePanel } from './restore-panel.js';

import './backups.css';

const EVERY_MS = 15_000;
const TONES: Readonly<Record<Backup['state'], StateTone>> = {
  running: 'working',
  done: 'good',
  failed: 'bad',
  unreadable: 'bad',
};

/** Backups, the times they can restore, and restores. */
export function BackupsScreen({ query }: ScreenProps) {
  const news = topic('backups')?.data;
  const restore = topic('restore')?.data as Restore | null | undefined;
  const before = query.get('before');
  const changed = `${news?.count ?? ''} ${news?.jobs.map(({ id }) => id).join() ?? ''} ${restore?.state ?? ''}`;
  const page = useResource(`backups ${before ?? ''} ${changed}`, (signal) => listBackups(before, signal), EVERY_MS);
  const coverage = useResource(`coverage ${changed}`, readCoverage, EVERY_MS);
  return (
    <>
      <h1>Backups and restore</h1>
      {restore?.state === 'running' && (
        <Notice tone="info" title="A restore is running">
          <RestoreLine restore={restore} />
        </Notice>
      )}
      <Panel title="Restore to a point in time" aside={<Age at={coverage.at} />}>
        <Loaded of={coverage} what="coverage">
          {(found) => <RestorePanel coverage={found} query={query} />}
        </Loaded>
      </Panel>
      <Panel title="Backups" aside={<Age at={page.at} />}>
        <MakeBackup />
        <Loaded of={page} what="backups">
          {(found) => <BackupTable page={found} query={query} reload={page.reload} />}
        </Loaded>
      </Panel>
      <div class="columns">
        <Panel title="Journal of changes" aside={<Age at={page.at} />}>
          <Loaded of={page} what="journal">
            {(found) => <JournalFacts journal={found.journal} />}
          </Loaded>
        </Panel>
        <RestoresPanel latest={restore ?? null} />
      </div>
    </>
  );
}

function MakeBackup() {
  return (
    <ul class="actions">
      <DescribedAct
        label="Back up"
        icon="database"
        needs="operator"
        kind="act"
        command="npx catalog backup create"
        does="Makes a full backup in the background, reads it back and compares it. Reads and writes continue."
        run={createBackup}
      />
    </ul>
  );
}

function RestoresPanel({ latest }: { readonly latest: Restore | null }) {
  const restores = useResource(`restores ${latest?.id ?? ''} ${latest?.state ?? ''}`, listRestores);
  return (
    <Panel title="Restores" aside={<Age at={restores.at} />}>
      <Loaded of={restores} what="restores">
        {(all) =>
          all.length === 0 ? (
            <p class="quiet">Nothing has been restored yet.</p>
          ) : (
            <ul class="plain-list">
              {all.map((one) => (
                <li key={one.id}>
                  <RestoreLine restore={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function JournalFacts({ journal }: { readonly journal: Journal | null }) {
  if (journal === null)
    return <p>No journal has been kept yet: only the times of the backups themselves can be restored.</p>;
  const { isKept, owner, lagSeconds, bytes: size, problem } = journal;
  return (
    <>
      <p class="live-value">
        {isKept ? (
          <StateWord tone={lagSeconds < 60 ? 'good' : 'warn'}>{`Running; ${duration(lagSeconds)} behind`}</StateWord>
        ) : (
          <StateWord tone="bad">Not running</StateWord>
        )}
      </p>
      {problem !== null && <p class="reason">{problem}</p>}
      <p class="quiet">
        {owner === null ? 'No instance' : `Instance ${owner}`}; {bytes(size)} on disk. A few seconds behind is usual:
        that is how often it is written.
      </p>
    </>
  );
}

interface TableProps {
  readonly page: BackupPage;
  readonly query: URLSearchParams;
  readonly reload: () => void;
}

function BackupTable({ page: { data, nextBefore }, query, reload }: TableProps) {
  if (data.length === 0) return <p class="quiet">There is no backup yet.</p>;
  const reason = lacks('admin');
  return (
    <>
      {reason !== null && (
        <p class="reason" id="no-backup-act">
          {`${lacks('operator') === null ? 'Deleting' : 'Verifying and deleting'}: ${reason}.`}
        </p>
      )}
      <TableFrame label="Backups">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Backup</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Products
              </th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col">Why</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            {data.map((backup) => (
              <BackupRow key={backup.id} backup={backup} reload={reload} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {nextBefore !== null && (
        <Button icon="chevron-down" onPress={() => navigate(inQueryString(query, { before: nextBefore }))}>
          Older backups
        </Button>
      )}
    </>
  );
}

function BackupRow({ backup, reload }: { readonly backup: Backup; readonly reload: () => void }) {
  const { id, state, createdAt, reason, documents, bytes: size, progress, problem } = backup;
  const part = progress === null || progress.total === 0 ? '' : ` ${percent(progress.done, progress.total)}`;
  const there = state === 'done' || state === 'unreadable';
  return (
    <tr>
      <th scope="row">
        {createdAt === null ? <span class="quiet">time unknown</span> : <Utc at={createdAt} form="full" />}
        <code class="below">{id}</code>
      </th>
      <td>
        <StateWord tone={TONES[state]}>{`${state}${state === 'running' ? part : ''}`}</StateWord>
        {problem !== null && <p class="reason">{problem}</p>}
      </td>
      <td class="number">{documents === null ? '–' : count(documents)}</td>
      <td class="number">{size === null ? '–' : bytes(size)}</td>
      <td>{reason ?? <span class="quiet">not stated</span>}</td>
      <td>{there && <BackupActs id={id} reload={reload} />}</td>
    </tr>
  );
}

function BackupActs({ id, reload }: { readonly id: string; readonly reload: () => void }) {
  return (
    <div class="button-row in-line">
      <Act
        label="Verify"
        icon="check"
        needs="operator"
        command={`npx catalog backup verify ${id}`}
        run={() => verifyBackup(id)}
        reasonId="no-backup-act"
      />
      <Act
        label="Delete"
        act="Permanently delete the backup"
        icon="trash-2"
        kind="grave"
        needs="admin"
        command={`npx catalog backup delete ${id}`}
        reasonId="no-backup-act"
        confirm={{
          title: 'Permanently delete this backup?',
          id,
          what: 'backup',
          children: (
            <p>
              Times that only this backup covers can no longer be restored. This cannot be undone. The last intact
              backup is never deleted.
            </p>
          ),
        }}
        run={async () => {
          const said = await deleteBackup(id);
          reload();
          return said;
        }}
      />
    </div>
  );
}
