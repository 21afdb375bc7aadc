import { bytes } from '../../data/format.js';
import { listReports, REPORT_TITLES, type ReportFile } from '../../data/reports.js';
import { useResource } from '../../data/resource.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { Age, Utc } from '../../widgets/time.js';

const EVERY_MS = 15_000;

/** The existing reports, newest first. */
export function Reports() {
  const reports = useResource('reports', listReports, EVERY_MS);
  return (
    <>
      <h1>Reports</h1>
      <p class="lead">Each is a file in the service’s report folder; the next one of its kind replaces it.</p>
      <Panel title="Written" aside={<Age at={reports.at} />}>
        <Loaded of={reports} what="reports">
          {(files) => <ReportTable files={files} />}
        </Loaded>
      </Panel>
    </>
  );
}

function ReportTable({ files }: { readonly files: readonly ReportFile[] }) {
  if (files.length === 0) return <p class="quiet">None has been written yet. A readiness check writes the first.</p>;
  const sorted = files.toSorted((a, b) => b.writtenAt.localeCompare(a.writtenAt));
  return (
    <TableFrame label="Reports">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Report</th>
            <th scope="col">Written</th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col">File</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, writtenAt, bytes: size }) => (
            <tr key={name}>
              <th scope="row">
                <a href={`/admin/reports/${name}`}>{REPORT_TITLES[name] ?? name}</a>
              </th>
              <td>
                <Utc at={writtenAt} form="full" />
              </td>
              <td class="number">{bytes(size)}</td>
              <td>
                <code>{name}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
