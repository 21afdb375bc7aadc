import { useState } from 'preact/hooks';

import { api } from '../../data/api.js';
import { bytes, count, counted, day } from '../../data/format.js';
import { lacks } from '../../data/permission.js';
import { dataOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import { Act, DescribedAct } from '../../widgets/act.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';

interface Index {
  readonly name: string;
  readonly state: 'ready' | 'missing' | 'on-request' | 'different' | 'hidden' | 'building';
  readonly declared: boolean;
  readonly hidden: boolean;
  readonly key: Readonly<Record<string, unknown>>;
  readonly partialFilterExpression: Readonly<Record<string, unknown>> | null;
  readonly serves: { readonly classes: readonly string[]; readonly query: string; readonly reader: string } | null;
  readonly differences: readonly string[];
  readonly bytes: number | null;
  readonly operations: number | null;
  readonly countedSince: string | null;
  readonly dropAfter: string | null;
}

interface Advice {
  readonly kind: string;
  readonly severity: 'warning' | 'info';
  readonly index?: string;
  readonly text: string;
}

interface IndexList {
  readonly at: string;
  readonly documents: number;
  readonly count: number;
  readonly mostIndexes: number;
  readonly totalBytes: number | null;
  readonly members: readonly string[];
  readonly indexes: readonly Index[];
  readonly advice: readonly Advice[];
}

const EVERY_MS = 15_000;
const TONES: Readonly<Record<Index['state'], StateTone>> = {
  ready: 'good',
  missing: 'bad',
  'on-request': 'idle',
  different: 'warn',
  hidden: 'waiting',
  building: 'working',
};

/** The indexes of the products: for whom each is, how often it is used, and what to do. */
export function Indexes() {
  const list = useResource(
    'indexes',
    (signal) => dataOf<IndexList>(api.GET('/api/admin/indexes', { signal })),
    EVERY_MS,
  );
  return (
    <>
      <h1>Indexes</h1>
      <Panel title="Advice" aside={<Age at={list.at} />}>
        <Loaded of={list} what="indexes">
          {({ advice }) => <AdviceList advice={advice} />}
        </Loaded>
        <ul class="actions">
          <IndexActs reload={list.reload} />
        </ul>
      </Panel>
      <Panel title="Indexes of products" aside={<Age at={list.at} />}>
        <Loaded of={list} what="indexes">
          {(found) => <IndexTable list={found} reload={list.reload} />}
        </Loaded>
      </Panel>
    </>
  );
}

function AdviceList({ advice }: { readonly advice: readonly Advice[] }) {
  if (advice.length === 0) return <p>Nothing to do: what is declared is there, and what is there is used.</p>;
  return (
    <ul class="plain-list">
      {advice.map(({ kind, severity, index, text }) => (
        <li key={`${kind} ${index ?? ''}`} class="advice">
          <StateWord tone={severity === 'warning' ? 'warn' : 'idle'}>{severity}</StateWord>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

function IndexActs({ reload }: { readonly reload: () => void }) {
  const sync = async (): Promise<string> => {
    const { built, refused } = await dataOf<{
      readonly built: readonly string[];
      readonly refused: readonly { readonly name: string; readonly problem: string }[];
    }>(api.POST('/api/admin/indexes/sync', { body: {} }));
    reload();
    if (refused.length > 0) throw new Error(refused.map(({ name, problem }) => `${name}: ${problem}`).join('; '));
    return built.length === 0 ? 'Nothing was missing' : `Built: ${built.join(', ')}`;
  };
  const analyze = async (): Promise<string> => {
    const { verdict } = await dataOf<{ readonly verdict: string }>(
      api.POST('/api/admin/indexes/analyze', { body: {} }),
    );
    reload();
    return `Every query class was explained and timed: ${verdict}. The report is among the reports.`;
  };
  return (
    <>
      <DescribedAct
        label="Build missing"
        icon="database"
        needs="operator"
        command="npx catalog indexes sync"
        does="Builds the declared indexes that are missing, beside reads and writes; it waits until they are built. Drops nothing."
        run={sync}
      />
      <DescribedAct
        label="Analyze"
        icon="search"
        needs="operator"
        command="npx catalog indexes analyze"
        does="Has every query class explained and timed, and writes the index report. Takes some seconds; changes nothing."
        run={analyze}
      />
    </>
  );
}

function IndexTable({ list, reload }: { readonly list: IndexList; readonly reload: () => void }) {
  const size = list.totalBytes === null ? '' : `, ${bytes(list.totalBytes)} on disk`;
  const reason = lacks('admin');
  return (
    <>
      <p>
        {`${list.count} of ${list.mostIndexes} that a collection may have${size}, over ${counted(list.documents, 'document')}. Use counted on ${list.members.length === 0 ? 'no member that answered' : list.members.join(', ')}.`}
      </p>
      {reason !== null && (
        <p class="reason" id="no-index-act">
          {`Removing: ${reason}.`}
        </p>
      )}
      <TableFrame label="Indexes">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Index</th>
              <th scope="col">State</th>
              <th scope="col">Serves</th>
              <th scope="col" class="number">
                Used
              </th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            {list.indexes.map((index) => (
              <IndexRow key={index.name} index={index} reload={reload} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

function IndexRow({ index, reload }: { readonly index: Index; readonly reload: () => void }) {
  const { name, state, key, partialFilterExpression: partial, serves, differences, operations, countedSince } = index;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        <code class="below">
          {JSON.stringify(key)}
          {partial !== null && ` where ${JSON.stringify(partial)}`}
        </code>
      </th>
      <td>
        <StateWord tone={TONES[state]}>{state.replaceAll('-', ' ')}</StateWord>
        {differences.map((difference) => (
          <p key={difference} class="reason">
            {difference}
          </p>
        ))}
        {index.dropAfter !== null && (
          <p class="quiet">
            may be dropped after <Utc at={index.dropAfter} form="full" />
          </p>
        )}
      </td>
      <td>
        {serves === null ? (
          <span class="quiet">{index.declared ? 'not told' : 'nobody that is declared'}</span>
        ) : (
          <>
            {serves.query}
            <span class="below">
              {serves.reader === 'catalogue' || serves.reader === 'catalog'
                ? 'the catalog'
                : 'others that read directly'}
              {serves.classes.length > 0 && `: ${serves.classes.join(', ')}`}
            </span>
          </>
        )}
      </td>
      <td class="number">
        {operations === null ? <span class="quiet">unknown</span> : count(operations)}
        {countedSince !== null && <span class="below">since {day(countedSince)}</span>}
      </td>
      <td class="number">{index.bytes === null ? '–' : bytes(index.bytes)}</td>
      <td>{name !== '_id_' && <RowActs index={index} reload={reload} />}</td>
    </tr>
  );
}

function RowActs({ index, reload }: { readonly index: Index; readonly reload: () => void }) {
  const { name, state, hidden, declared } = index;
  const [force, setForce] = useState(false);
  if (state === 'missing' || state === 'on-request' || state === 'building') return null;
  const path = { params: { path: { name } } };
  const unhide = async (): Promise<string> => {
    await dataOf(api.POST('/api/admin/indexes/{name}/unhide', { ...path, body: {} }));
    reload();
    return `${name} is used again`;
  };
  const remove = async (): Promise<string> => {
    const removal = await dataOf<{ readonly state: string; readonly dropAfter: string | null }>(
      api.DELETE('/api/admin/indexes/{name}', { ...path, body: { confirm: name, force } }),
    );
    reload();
    return removal.state === 'dropped'
      ? `${name} is dropped`
      : `${name} is hidden; asked again after its grace it goes`;
  };
  return (
    <div class="button-row">
      {hidden && (
        <Act
          label="Unhide"
          icon="rotate-ccw"
          needs="operator"
          command={`npx catalog indexes unhide ${name}`}
          run={unhide}
          reasonId="no-index-act"
        />
      )}
      <Act
        label={hidden ? 'Drop' : 'Hide'}
        act={hidden ? 'Drop the index' : 'Hide the index, to be dropped later'}
        icon="trash-2"
        kind="grave"
        needs="admin"
        command={`npx catalog indexes drop ${name}${force ? ' --force' : ''}`}
        reasonId="no-index-act"
        confirm={{
          title: hidden ? 'Drop this index?' : 'Take this index out of use?',
          id: name,
          what: 'index',
          children: (
            <>
              <p>
                {hidden
                  ? 'If its time of grace is over it is dropped; building it again takes a pass over the collection.'
                  : 'No query uses it any more, but it is kept up to date: Unhide takes it back at once. Asked again after its time of grace, it is dropped.'}
              </p>
              {declared && (
                <>
                  <Notice tone="warn" title="This index is declared">
                    <p>The service builds it again when it is missing. It goes only with the word below.</p>
                  </Notice>
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={force}
                      onChange={(event) => setForce(event.currentTarget.checked)}
                    />
                    <span>Although it is declared</span>
                  </label>
                </>
              )}
              <p class="quiet">
                See what it serves first: <Command text="npx catalog indexes analyze" />
              </p>
            </>
          ),
        }}
        run={remove}
      />
    </div>
  );
}
