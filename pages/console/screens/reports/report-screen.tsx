import { type IntegrityReport, type PreflightReport, readReport, REPORT_TITLES } from '../../data/reports.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { CopyButton } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { Readable } from '../../widgets/readable.js';
import { Age } from '../../widgets/time.js';
import { IntegrityReportView } from './integrity-report.js';
import { PreflightReportView } from './preflight-report.js';

/** One report, in readable form. */
export function ReportScreen({ params: { report: name = '' } }: ScreenProps) {
  const report = useResource<unknown>(`report ${name}`, (signal) => readReport(name, signal));
  return (
    <>
      <p class="crumbs">
        <a href="/admin/reports">Reports</a>
      </p>
      <h1>{REPORT_TITLES[name] ?? name}</h1>
      <p class="run-line">
        <code>{name}</code>
        <Age at={report.at} />
        {report.data !== undefined && (
          <CopyButton text={() => JSON.stringify(report.data, null, 2)}>Copy as JSON</CopyButton>
        )}
      </p>
      <Loaded of={report} what="report">
        {(data) => <ReportBody name={name} data={data} />}
      </Loaded>
    </>
  );
}

function ReportBody({ name, data }: { readonly name: string; readonly data: unknown }) {
  if (name === 'pre-migration-validation-report.json') {
    const { checks: _, ...rest } = data as PreflightReport & Readonly<Record<string, unknown>>;
    return (
      <>
        <PreflightReportView report={data as PreflightReport} />
        <details class="fold">
          <summary>All figures</summary>
          <Readable value={rest} />
        </details>
      </>
    );
  }
  if (name === 'data-integrity-verification-report.json')
    return <IntegrityReportView report={data as IntegrityReport} />;
  return (
    <Panel title="Everything in it">
      <Readable value={data} />
    </Panel>
  );
}
