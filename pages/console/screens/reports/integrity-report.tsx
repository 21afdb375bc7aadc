import { count, counted } from '../../data/format.js';
import type { IntegrityReport } from '../../data/reports.js';
import { addressOf } from '../../shell/match-route.js';
import { Notice } from '../../widgets/notice.js';
import { TableFrame } from '../../widgets/panel.js';
import { Utc } from '../../widgets/time.js';

/** A full comparison: the verdict, and each product with a problem. */
export function IntegrityReportView({ report }: { readonly report: IntegrityReport }) {
  const { compared, mismatchCount, mismatches, quarantined = 0, wayBackCompared, at } = report;
  return (
    <div class="stack">
      <Notice
        tone={report.verdict === 'passed' ? 'good' : 'bad'}
        title={
          report.verdict === 'passed'
            ? `${counted(compared, 'product')} compared: all correct`
            : `${count(mismatchCount)} of ${counted(compared, 'product')} are not correct`
        }
      >
        <p>
          {at !== undefined && (
            <>
              Compared at <Utc at={at} withAge />.{' '}
            </>
          )}
          {wayBackCompared === undefined
            ? ''
            : wayBackCompared
              ? 'The rollback copy was compared as well. '
              : 'There is no rollback copy to compare with. '}
          {quarantined > 0 && `${count(quarantined)} are in quarantine, and stay as they are.`}
        </p>
        <p class="quiet">
          Of the migration{' '}
          <a class="mono" href={addressOf('migrations', report.runId)}>
            {report.runId}
          </a>
        </p>
      </Notice>
      {mismatches.length > 0 && <MismatchTable mismatches={mismatches} />}
      {mismatchCount > mismatches.length && (
        <p class="quiet">{`The first ${count(mismatches.length)} of ${count(mismatchCount)} are shown.`}</p>
      )}
    </div>
  );
}

function MismatchTable({ mismatches }: Pick<IntegrityReport, 'mismatches'>) {
  return (
    <TableFrame label="Products that are not correct">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Collection</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {mismatches.map(({ id, collection, problem }) => (
            <tr key={`${collection} ${idText(id)}`}>
              <th scope="row">
                <a class="mono" href={addressOf('products', idText(id))}>
                  {idText(id)}
                </a>
              </th>
              <td class="mono">{collection}</td>
              <td>{problem}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function idText(id: unknown): string {
  return typeof id === 'string' ? id : JSON.stringify(id);
}
