import { bytes, count, counted, day } from '../../data/format.js';
import { lacks } from '../../data/permission.js';
import { TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Utc } from '../../widgets/time.js';
import type { Index, IndexList } from './index-data.js';
import { IndexRowActs } from './index-row-acts.js';

const TONES: Readonly<Record<Index['state'], StateTone>> = {
  ready: 'good',
  missing: 'bad',
  'on-request': 'idle',
  different: 'warn',
  hidden: 'waiting',
  building: 'working',
};

/** Every index with its usage and actions. */
export function IndexTable({ list, reload }: { readonly list: IndexList; readonly reload: () => void }) {
  const reason = lacks('admin');
  return (
    <>
      <p>{summaryOf(list)}</p>
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

function summaryOf({ count: there, mostIndexes, totalBytes, documents, members }: IndexList): string {
  const size = totalBytes === null ? '' : `, ${bytes(totalBytes)} on disk`;
  const on = members.length === 0 ? 'no responding member' : members.join(', ');
  const over = counted(documents, 'document');
  return `${there} of ${mostIndexes} allowed per collection${size}, over ${over}. Usage counted on ${on}.`;
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
          <span class="quiet">{index.name === '_id_' ? 'every lookup by id' : 'no declared query'}</span>
        ) : (
          <>
            {serves.query}
            <span class="below">
              {serves.reader === 'catalogue' || serves.reader === 'catalog'
                ? 'the catalog'
                : 'others that read the collection directly'}
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
      <td>{name !== '_id_' && <IndexRowActs index={index} reload={reload} />}</td>
    </tr>
  );
}
