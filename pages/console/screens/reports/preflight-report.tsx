import { count, counted, duration, elapsed, percent, sentence, words } from '../../data/format.js';
import type { Check, PreflightReport } from '../../data/reports.js';
import { Notice } from '../../widgets/notice.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Utc } from '../../widgets/time.js';

const VERDICTS = {
  ready: { tone: 'good', title: 'Ready to migrate' },
  'ready-with-warnings': { tone: 'warn', title: 'Ready to migrate, with warnings' },
  'not-ready': { tone: 'bad', title: 'Not ready: a migration would stop here' },
} as const;

/** The checks before a migration: the verdict, what blocks it, then every check. */
export function PreflightReportView({ report }: { readonly report: PreflightReport }) {
  const { tone, title } = VERDICTS[report.verdict];
  const open = report.checks
    .filter(({ result, severity }) => result !== 'passed' && severity !== 'info')
    .toSorted(bySeverity);
  const groups = [...new Set(report.checks.map(({ group }) => group))];
  return (
    <div class="stack">
      <Notice tone={tone} title={title}>
        <p>
          Looked at <Utc at={report.finishedAt} withAge />, in {elapsed(report.startedAt, report.finishedAt)}.
          {report.documents !== null && ` ${mappable(report.documents)}.`}
          {report.estimatedSeconds !== null && ` The migration would take about ${duration(report.estimatedSeconds)}.`}
        </p>
      </Notice>
      {open.map((check) => (
        <OpenCheck key={check.name} check={check} />
      ))}
      {groups.map((group) => (
        <Group key={group} group={group} checks={report.checks.filter((check) => check.group === group)} />
      ))}
    </div>
  );
}

function mappable({ mappable: fit, total }: NonNullable<PreflightReport['documents']>): string {
  return `${count(fit)} of ${counted(total, 'document')} can be migrated (${percent(fit, total)})`;
}

function OpenCheck({ check }: { readonly check: Check }) {
  return (
    <Notice
      tone={check.severity === 'blocker' ? 'bad' : 'warn'}
      title={`${check.severity === 'blocker' ? 'Blocker' : 'Warning'}: ${words(check.name)}`}
    >
      <p>{`${check.detail}.`}</p>
      {check.advice !== undefined && <p>{`${check.advice}.`}</p>}
    </Notice>
  );
}

/** Passed checks are collapsed. */
function Group({ group, checks }: { readonly group: string; readonly checks: readonly Check[] }) {
  const failed = checks.filter(({ result, severity }) => result !== 'passed' && severity !== 'info');
  return (
    <details class="fold" open={false}>
      <summary>
        {sentence(words(group))}{' '}
        <span class="quiet">
          {failed.length === 0
            ? `${counted(checks.length, 'check')}, no problems`
            : `${failed.length} of ${counted(checks.length, 'check')} need attention`}
        </span>
      </summary>
      <ul class="checks-list">
        {checks.map((check) => (
          <li key={check.name}>
            <StateWord tone={toneOf(check)}>{wordOf(check)}</StateWord>
            <div>
              <p>
                <strong>{sentence(words(check.name))}</strong>
              </p>
              <p>{check.detail}</p>
              {check.advice !== undefined && <p class="quiet">{check.advice}</p>}
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

function toneOf({ result, severity }: Check): StateTone {
  if (result === 'passed') return 'good';
  if (result === 'unknown') return 'unknown';
  return severity === 'blocker' ? 'bad' : severity === 'warning' ? 'warn' : 'idle';
}

function wordOf({ result, severity }: Check): string {
  if (result === 'passed') return 'passed';
  if (result === 'unknown') return 'not found out';
  return severity === 'info' ? 'to know' : severity;
}

const WEIGHT = { blocker: 0, warning: 1, info: 2 } as const;

function bySeverity(a: Check, b: Check): number {
  return WEIGHT[a.severity] - WEIGHT[b.severity];
}
