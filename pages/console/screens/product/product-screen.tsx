import { api } from '../../data/api.js';
import { navigate } from '../../../shared/router.js';
import { bytes, counted } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { dataOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { addressOf } from '../../shell/match-route.js';
import { CopyButton } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel } from '../../widgets/panel.js';
import { Age } from '../../widgets/time.js';
import { DiffTable } from './diff-table.js';
import { diffRows, isDifference } from './diff-rows.js';

interface Shown {
  readonly bytes: number;
  readonly document: unknown;
  readonly problem: string | null;
}

interface Finding {
  readonly path: string;
  readonly problem: string;
}

interface Versions {
  readonly _id: string;
  readonly state: 'product' | 'failing' | 'unrecognised';
  readonly storedVersion: number | null;
  readonly latestVersion: number;
  readonly status: string | null;
  readonly isPublic: boolean;
  readonly stored: Shown;
  readonly answered: unknown;
  readonly migrated:
    | (Shown & {
        readonly changes: boolean;
        readonly copied: readonly { readonly path: string; readonly from: string }[];
      })
    | null;
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** One product in three forms side by side; shows only differences, with a switch to show everything. */
export function ProductScreen({ params: { product: id = '' }, query }: ScreenProps) {
  // The key includes the run's state: after a switch or a rollback the stored form is different.
  const versions = useResource(`versions of ${id} ${topic('run')?.data?.state ?? ''}`, (signal) =>
    dataOf<Versions>(api.GET('/api/admin/products/{id}/versions', { params: { path: { id } }, signal })),
  );
  return (
    <>
      <p class="crumbs">
        <a href="/admin/products">Products</a>
      </p>
      <Loaded of={versions} what={`product ${id}`}>
        {(found) => (
          <>
            <h1>{nameOf(found)}</h1>
            <p class="run-line">
              <code>{found._id}</code>
              <CopyButton text={found._id} label="Copy the product’s id" />
              <span class="quiet">{standing(found)}</span>
              <Age at={versions.at} />
            </p>
            <Findings found={found} />
            <Differences found={found} all={query.get('all') === 'true'} />
          </>
        )}
      </Loaded>
    </>
  );
}

function nameOf({ answered, _id }: Versions): string {
  const name = (answered as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : `Product ${_id}`;
}

function standing({ storedVersion, latestVersion, status, isPublic, stored }: Versions): string {
  const version =
    storedVersion === null
      ? 'unknown shape'
      : storedVersion === latestVersion
        ? `stored as v${storedVersion}, the latest`
        : `stored as v${storedVersion}; the latest is v${latestVersion}`;
  return [
    version,
    status === null ? '' : `status ${status}`,
    isPublic ? 'visible to the public' : 'not visible to the public',
    bytes(stored.bytes),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function Findings({ found: { findings, warnings, stored, migrated, _id } }: { readonly found: Versions }) {
  const problems = [stored.problem, migrated?.problem].filter((problem) => problem !== null && problem !== undefined);
  return (
    <>
      {problems.map((problem) => (
        <Notice key={problem} tone="warn" title="Not shown in full">
          <p>{problem}</p>
        </Notice>
      ))}
      {findings.length > 0 && (
        <Notice tone="bad" title="This product cannot be mapped: it stays unchanged and is not served">
          <ul class="plain-list">
            {findings.map(({ path, problem }) => (
              <li key={`${path} ${problem}`}>
                {path !== '' && <code>{path}</code>} {problem}
              </li>
            ))}
          </ul>
          <p>
            Repair the document in the database, then try it again from the{' '}
            <a href={addressOf('quarantine', _id)}>quarantine</a>.
          </p>
        </Notice>
      )}
      {warnings.length > 0 && (
        <details class="fold">
          <summary>
            Taken for granted by the mapping <span class="quiet">{counted(warnings.length, 'value')}</span>
          </summary>
          <ul class="plain-list">
            {warnings.map(({ path, problem }) => (
              <li key={`${path} ${problem}`}>
                <code>{path}</code> {problem}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Differences({
  found: { stored, answered, migrated, _id },
  all,
}: {
  readonly found: Versions;
  readonly all: boolean;
}) {
  const rows = diffRows({
    stored: stored.document,
    answered,
    migrated: migrated?.document ?? null,
    copied: migrated?.copied ?? [],
  });
  const shown = all ? rows : rows.filter(isDifference);
  const toggle = (): void => navigate(`${addressOf('products', _id)}${all ? '' : '?all=true'}`, 'replace');
  return (
    <Panel
      title={
        all
          ? counted(rows.length, 'value')
          : `${counted(shown.length, 'difference')} in ${counted(rows.length, 'value')}`
      }
      aside={
        <label class="check">
          <input type="checkbox" checked={all} onChange={toggle} />
          <span>Show all</span>
        </label>
      }
    >
      {migrated !== null && !migrated.changes && (
        <p class="quiet">It already has the latest shape: an upgrade would write nothing.</p>
      )}
      {shown.length === 0 ? <p class="quiet">Nothing differs.</p> : <DiffTable rows={shown} />}
    </Panel>
  );
}
