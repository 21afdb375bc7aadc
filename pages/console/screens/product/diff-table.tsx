import { TableFrame } from '../../widgets/panel.js';
import type { DiffRow, Verdict } from './diff-rows.js';
import type { Leaf } from './leaves.js';

const WORDS: Readonly<Record<Verdict, string>> = {
  same: 'same',
  changed: 'changed',
  moved: 'moved',
  'moved and changed': 'moved, changed',
  added: 'added',
  kept: 'kept for rollback',
  'answered only': 'response only',
};

/** Values side by side: stored, in the response, after the migration, and the verdict in a word. */
export function DiffTable({ rows }: { readonly rows: readonly DiffRow[] }) {
  return (
    <TableFrame label="The product in three forms">
      <table class="table diff">
        <thead>
          <tr>
            <th scope="col">Stored</th>
            <th scope="col">Answered</th>
            <th scope="col">Migrated</th>
            <th scope="col">What happens</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.path} ${row.stored?.path ?? ''} ${row.answered?.path ?? ''}`}
              class={`diff-row ${row.verdict.split(' ')[0] ?? ''}`}
            >
              <Cell leaf={row.stored} none={row.verdict === 'added' ? 'not there' : ''} name="Stored" />
              <Cell leaf={row.answered} none="not answered" name="Answered" />
              <Cell leaf={row.migrated} none={row.verdict === 'kept' ? 'kept in legacy' : ''} name="Migrated" />
              <td class="diff-word">
                {WORDS[row.verdict]}
                {row.answerDiffers && <span class="quiet"> · differs in the response</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Cell({ leaf, none, name }: { readonly leaf: Leaf | null; readonly none: string; readonly name: string }) {
  if (leaf === null)
    return (
      <td class="diff-cell" data-name={name}>
        <span class="quiet">{none}</span>
      </td>
    );
  return (
    <td class="diff-cell" data-name={name}>
      <code class="diff-path">{leaf.path}</code>
      <span class="diff-value">
        {leaf.type === 'text' ? `"${leaf.text}"` : leaf.text} <span class="diff-type">{leaf.type}</span>
      </span>
    </td>
  );
}
