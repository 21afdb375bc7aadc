import { navigate } from '../../../shared/router.js';
import { count } from '../../data/format.js';
import { useResource } from '../../data/resource.js';
import { Button } from '../../widgets/button.js';
import { JsonDocument } from '../../widgets/json-document.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import { readSlow, type SlowQuery } from './performance-data.js';

const EVERY_MS = 15_000;

/** Kinds of slow database commands, with the plan that the server chose. */
export function SlowQueries({ query }: { readonly query: URLSearchParams }) {
  const cursor = query.get('slow') ?? '';
  const slow = useResource(`slow ${cursor}`, (signal) => readSlow(cursor, signal), EVERY_MS);
  return (
    <Panel title="Slow database commands" aside={<Age at={slow.at} />}>
      <p class="quiet">Kinds of commands, with each value replaced by its type.</p>
      <Loaded of={slow} what="slow commands">
        {({ data, pagination: { nextCursor } }) => (
          <>
            {data.length === 0 && <p>None was slow.</p>}
            <ul class="cards">
              {data.map((one) => (
                <li key={one.key} class="card">
                  <SlowCard slow={one} />
                </li>
              ))}
            </ul>
            <div class="button-row">
              {cursor !== '' && (
                <Button icon="arrow-left" onPress={() => navigate(inQueryString(query, { slow: '' }))}>
                  Latest
                </Button>
              )}
              {nextCursor !== null && (
                <Button icon="chevron-down" onPress={() => navigate(inQueryString(query, { slow: nextCursor }))}>
                  Older
                </Button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function SlowCard({ slow }: { readonly slow: SlowQuery }) {
  const { command, collection, shape, count: times, meanMs, maxMs, firstAt, lastAt, plan, collectionScan } = slow;
  return (
    <>
      <div class="card-head">
        <h3>
          <code>{`${command} ${collection}`}</code>
        </h3>
        <span>{`${count(times)}×, mean ${count(meanMs)} ms, longest ${count(Math.round(maxMs))} ms`}</span>
        {collectionScan === true && <StateWord tone="warn">reads the whole collection</StateWord>}
      </div>
      <p class="quiet">
        First <Utc at={firstAt} />, last <Utc at={lastAt} withAge />
      </p>
      <p>
        <strong>Plan:</strong> {plan === null ? <span class="quiet">not explained yet</span> : <code>{plan}</code>}
      </p>
      <details class="fold">
        <summary>The command</summary>
        <JsonDocument value={shape} label="The command" />
      </details>
    </>
  );
}
