import { useState } from 'preact/hooks';

import { now } from '../../data/clock.js';
import { duration } from '../../data/format.js';
import { type IntegrityReport, type PreflightReport, readReport, validate, verify } from '../../data/reports.js';
import { messageOf } from '../../data/request.js';
import { type Resource, useResource } from '../../data/resource.js';
import { topic } from '../../data/live.js';
import { reaches, type Run } from '../../data/run.js';
import { role } from '../../data/session.js';
import { Button } from '../../widgets/button.js';
import { Command } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel } from '../../widgets/panel.js';
import { IntegrityReportView } from '../reports/integrity-report.js';
import { PreflightReportView } from '../reports/preflight-report.js';

const PREFLIGHT = 'pre-migration-validation-report.json';
const INTEGRITY = 'data-integrity-verification-report.json';

/**
 * Whether a migration could start, and whether the result of the last one is correct. Neither check changes anything.
 */
export function Readiness() {
  const preflight = useReport<PreflightReport>(PREFLIGHT);
  const integrity = useReport<IntegrityReport>(INTEGRITY);
  const run = topic('run')?.data ?? null;
  return (
    <>
      <h1>Readiness and integrity</h1>
      <Panel title="Before a migration">
        <LongCheck
          label="Validate"
          icon="check"
          does="Checks server, disk, privileges, indexes and every document. Changes nothing."
          command="npx catalog validate"
          run={validate}
          whenDone={preflight.reload}
          disabled={whyNot(null)}
        />
        <Loaded of={preflight} what="report of a check">
          {(report) =>
            report === null ? <p class="quiet">No check has been made yet.</p> : <PreflightReportView report={report} />
          }
        </Loaded>
      </Panel>
      <Panel title="After a migration">
        <LongCheck
          label="Verify"
          icon="check"
          does="Compares every product with the rollback copy. Changes nothing."
          command="npx catalog verify"
          run={verify}
          whenDone={integrity.reload}
          disabled={whyNot(run)}
        />
        <Loaded of={integrity} what="report of a comparison">
          {(report) =>
            report === null ? (
              <p class="quiet">Nothing has been compared yet.</p>
            ) : (
              <IntegrityReportView report={report} />
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

/** A report by its name; `null` if it has not been written. */
function useReport<T>(name: string): Resource<T | null> {
  return useResource<T | null>(`report ${name}`, (signal) =>
    readReport<T>(name, signal).catch((error: unknown) => {
      if (error instanceof Error && 'status' in error && error.status === 404) return null;
      throw error;
    }),
  );
}

function whyNot(run: Run | null): string | null {
  if (!reaches(role.value, 'operator'))
    return `Requires the role operator; your key has the role ${role.value ?? 'unknown'}`;
  if (run !== null && !['completed', 'needs-operator', 'cleaned-up'].includes(run.state))
    return `There is no result to verify: the last migration is ${run.state.replaceAll('-', ' ')}`;
  return null;
}

interface LongCheckProps {
  readonly label: string;
  readonly icon: string;
  readonly does: string;
  readonly command: string;
  readonly run: () => Promise<unknown>;
  readonly whenDone: () => void;
  readonly disabled: string | null;
}

/** A check that may take minutes: shows how long it has been running, and stops when the page is closed. */
function LongCheck({ label, icon, does, command, run, whenDone, disabled }: LongCheckProps) {
  const [since, setSince] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const start = (): void => {
    setSince(now.value);
    setProblem(null);
    run()
      .then(whenDone, (error: unknown) => setProblem(messageOf(error)))
      .finally(() => setSince(null));
  };
  return (
    <div class="long-check">
      <div class="button-row">
        <Button kind="act" icon={icon} onPress={start} disabled={disabled} busy={since !== null}>
          {label}
        </Button>
      </div>
      <p>{does}</p>
      {since !== null && (
        <output class="quiet">
          {`Running for ${duration((now.value - since) / 1_000)}; it stops if this page is closed.`}
        </output>
      )}
      {problem !== null && (
        <Notice tone="bad" title="Not finished" urgent>
          <p>{problem}</p>
        </Notice>
      )}
      <p class="by-command">
        Command line: <Command text={command} />
      </p>
    </div>
  );
}
