import { api } from '../../../data/api.js';
import { dataOf } from '../../../data/request.js';
import { useResource } from '../../../data/resource.js';
import type { Run } from '../../../data/run.js';
import { isOver } from '../../../data/run.js';
import { Panel } from '../../../widgets/panel.js';

interface Reports {
  readonly final: unknown;
  readonly failure: unknown;
  readonly integrity: unknown;
}

const FILES: Readonly<Record<keyof Reports, readonly [string, string]>> = {
  final: ['migration-final-report.json', 'Outcome'],
  failure: ['migration-failure-report.json', 'Why it failed'],
  integrity: ['data-integrity-verification-report.json', 'Full comparison'],
};

/** Links to the reports about this run; the next run's reports replace them, and then there are none. */
export function RunReports({ run }: { readonly run: Run }) {
  const there = isOver(run) || run.state === 'completed' || run.state === 'needs-operator';
  const reports = useResource(there ? `reports of ${run.id} ${run.state}` : null, (signal) =>
    dataOf<Reports>(api.GET('/api/admin/migrations/{id}/report', { params: { path: { id: run.id } }, signal })),
  );
  if (reports.data === undefined) return null;
  const { data } = reports;
  const written = (Object.keys(FILES) as (keyof Reports)[]).filter((name) => data[name] !== null);
  return (
    <Panel title="Reports">
      <ul class="plain-list">
        {written.map((name) => (
          <li key={name}>
            <a href={`/admin/reports/${FILES[name][0]}`}>{FILES[name][1]}</a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
