import { navigate } from '../../../shared/router.js';
import { api } from '../../data/api.js';
import { bytes, count, counted } from '../../data/format.js';
import { lacks } from '../../data/permission.js';
import { dataOf, envelopeOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import { topic } from '../../data/live.js';
import { addressOf } from '../../shell/match-route.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Act } from '../../widgets/act.js';
import { Button } from '../../widgets/button.js';
import { Command } from '../../widgets/copy.js';
import { JsonDocument } from '../../widgets/json-document.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';

interface Entry {
  readonly productId: string;
  readonly runId: string;
  readonly direction: 'up' | 'down';
  readonly findings: readonly { readonly path: string; readonly problem: string }[];
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly rawBytes: number;
  readonly raw: unknown;
  readonly rawProblem: string | null;
}

interface Answer {
  readonly data: readonly Entry[];
  readonly pagination: { readonly page: number; readonly total: number; readonly totalPages: number };
}

const EVERY_MS = 10_000;
const OUTCOMES: Readonly<Record<string, string>> = {
  repaired: 'Repaired: it can be mapped now',
  'still-failing': 'It still cannot be mapped',
  gone: 'It is no longer in the collection',
};
const DIRECTIONS = [
  ['', 'All'],
  ['up', 'Failed on migration'],
  ['down', 'Failed on rollback'],
] as const;

/** The documents that cannot be mapped: why, what is stored, and a retry. */
export function Quarantine({ query }: ScreenProps) {
  const direction = query.get('direction') ?? '';
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const run = topic('run')?.data ?? null;
  const key = `quarantine ${direction} ${page} ${run?.counts.quarantined ?? ''}`;
  const entries = useResource(
    key,
    (signal) =>
      envelopeOf<Answer>(
        api.GET('/api/admin/quarantine', {
          params: { query: { page, ...(direction === '' ? {} : { direction: direction as 'up' | 'down' }) } },
          signal,
        }),
      ),
    EVERY_MS,
  );
  return (
    <>
      <h1>Quarantine</h1>
      <p class="lead">
        Documents that cannot be mapped. They stay unchanged in the collection, byte for byte, and no listing shows
        them. Repair one in the database or by the admin API, then try it again.{' '}
        <Command text="npx catalog quarantine" />
      </p>
      <Panel title="Quarantined documents" aside={<Age at={entries.at} />}>
        <fieldset class="choice">
          <legend class="unseen">Direction</legend>
          {DIRECTIONS.map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="direction"
                checked={direction === value}
                onChange={() => navigate(inQueryString(query, { direction: value, page: '' }))}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <Loaded of={entries} what="refused documents">
          {(answer) => <Entries answer={answer} query={query} reload={entries.reload} />}
        </Loaded>
      </Panel>
    </>
  );
}

function Entries({
  answer: { data, pagination },
  query,
  reload,
}: {
  readonly answer: Answer;
  readonly query: URLSearchParams;
  readonly reload: () => void;
}) {
  if (pagination.total === 0) return <p>None. Every document that was tried can be mapped.</p>;
  const turn = (page: number): void => navigate(inQueryString(query, { page: String(page) }));
  const reason = lacks('operator');
  return (
    <>
      <p>{counted(pagination.total, 'document')}</p>
      {reason !== null && (
        <p class="reason" id="no-retry">
          {reason}.
        </p>
      )}
      <ul class="cards">
        {data.map((entry) => (
          <li key={entry.productId} class="card">
            <EntryCard entry={entry} reload={reload} />
          </li>
        ))}
      </ul>
      {pagination.totalPages > 1 && (
        <div class="button-row">
          <Button
            icon="chevron-left"
            disabled={pagination.page > 1 ? null : 'This is the first page'}
            onPress={() => turn(pagination.page - 1)}
          >
            Before
          </Button>
          <span>{`Page ${count(pagination.page)} of ${count(pagination.totalPages)}`}</span>
          <Button
            icon="chevron-right"
            disabled={pagination.page < pagination.totalPages ? null : 'This is the last page'}
            onPress={() => turn(pagination.page + 1)}
          >
            Next
          </Button>
        </div>
      )}
    </>
  );
}

function EntryCard({ entry, reload }: { readonly entry: Entry; readonly reload: () => void }) {
  const { productId, findings, direction, attempts, firstAt, lastAt, rawBytes, raw, rawProblem } = entry;
  return (
    <>
      <div class="card-head">
        <h3>
          <a class="mono" href={addressOf('products', productId)}>
            {productId}
          </a>
        </h3>
        <span class="quiet">{direction === 'up' ? 'refused on upgrade' : 'refused on rollback'}</span>
      </div>
      <ul class="plain-list">
        {findings.map(({ path, problem }) => (
          <li key={`${path} ${problem}`}>
            {!problem.startsWith(path) && <code>{path}</code>} {problem}
          </li>
        ))}
      </ul>
      <p class="quiet">
        First refused <Utc at={firstAt} />, tried {counted(attempts, 'time')}, last <Utc at={lastAt} withAge />, by{' '}
        <a href={addressOf('migrations', entry.runId)}>{entry.runId}</a>
      </p>
      <details class="fold">
        <summary>
          The stored document <span class="quiet">{bytes(rawBytes)}</span>
        </summary>
        {rawProblem === null ? <JsonDocument value={raw} label="The stored document" /> : <p>{rawProblem}</p>}
      </details>
      <Retry productId={productId} reload={reload} />
    </>
  );
}

function Retry({ productId, reload }: { readonly productId: string; readonly reload: () => void }) {
  const retry = async (): Promise<string> => {
    const { outcome } = await dataOf<{ readonly outcome: string }>(
      api.POST('/api/admin/quarantine/{productId}/retry', { params: { path: { productId } }, body: {} }),
    );
    reload();
    return OUTCOMES[outcome] ?? outcome;
  };
  return (
    <div class="button-row">
      <Act
        label="Try again"
        icon="refresh-cw"
        needs="operator"
        command={`npx catalog quarantine retry ${productId}`}
        run={retry}
        reasonId="no-retry"
      />
      <span class="quiet">Maps the document again and accepts it if it has been repaired; changes nothing else.</span>
      <Command text={`npx catalog quarantine retry ${productId}`} />
    </div>
  );
}
