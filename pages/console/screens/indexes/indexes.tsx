import { useResource } from '../../data/resource.js';
import { DescribedAct } from '../../widgets/act.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { StateWord } from '../../widgets/state-word.js';
import { Age } from '../../widgets/time.js';
import { type Advice, analyzeIndexes, listIndexes, syncIndexes } from './index-data.js';
import { IndexTable } from './index-table.js';

const EVERY_MS = 15_000;

/** The indexes of the products: their purpose, their usage, and recommendations. */
export function Indexes() {
  const list = useResource('indexes', listIndexes, EVERY_MS);
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
  if (advice.length === 0) return <p>Nothing to do: every declared index exists, and every existing index is used.</p>;
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
  const then = (said: string): string => {
    reload();
    return said;
  };
  return (
    <>
      <DescribedAct
        label="Build"
        icon="database"
        needs="operator"
        command="npx catalog indexes sync"
        does="Builds missing declared indexes while reads and writes continue. Drops nothing."
        run={() => syncIndexes().then(then)}
      />
      <DescribedAct
        label="Analyze"
        icon="search"
        needs="operator"
        command="npx catalog indexes analyze"
        does="Explains and times every query class, and writes the index report. Changes nothing."
        run={() => analyzeIndexes().then(then)}
      />
    </>
  );
}
