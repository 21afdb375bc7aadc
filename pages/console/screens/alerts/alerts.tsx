import { navigate } from '../../../shared/router.js';
import { counted } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Button } from '../../widgets/button.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel } from '../../widgets/panel.js';
import { Age } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import { AlertCard } from './alert-card.js';
import { type Alert, type AlertPage, listAlerts } from './alert-data.js';

type State = Alert['state'];
type Severity = Alert['severity'];

const SEVERITIES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];
const NAMES: Readonly<Record<Severity, readonly [string, string]>> = {
  CRITICAL: ['critical alert', 'critical alerts'],
  WARNING: ['warning', 'warnings'],
  INFO: ['for information', 'for information'],
};
const STATES: readonly State[] = ['firing', 'pending', 'resolved'];
const EVERY_MS = 10_000;

/** Alerts: what is firing, how severe it is, and what to do. */
export function AlertsScreen({ query }: ScreenProps) {
  const told = topic('alerts');
  const state = (query.get('state') ?? 'firing') as State | 'all';
  const severity = query.get('severity') ?? '';
  const cursor = query.get('cursor') ?? '';
  const firing = JSON.stringify(told?.data?.firing ?? {});
  const alerts = useResource(
    `alerts ${state} ${severity} ${cursor} ${firing}`,
    (signal) => listAlerts({ state, severity, cursor }, signal),
    EVERY_MS,
  );
  const counts = told?.data?.firing;
  return (
    <>
      <h1 class="live-value">{headline(counts)}</h1>
      <NotJudged rules={told?.data?.notJudged ?? []} />
      <Panel title="Alerts" aside={<Age at={alerts.at} />}>
        <div class="filters">
          <Choice name="state" values={[...STATES, 'all']} value={state} query={query} fallback="firing" />
          <Choice name="severity" values={['', ...SEVERITIES]} value={severity} query={query} fallback="" />
        </div>
        <Loaded of={alerts} what="alerts">
          {(page) => <AlertList page={page} query={query} state={state} />}
        </Loaded>
      </Panel>
    </>
  );
}

interface Rule {
  readonly rule: string;
  readonly problem: string;
}

function NotJudged({ rules }: { readonly rules: readonly Rule[] }) {
  if (rules.length === 0) return null;
  return (
    <Notice tone="warn" title={`${counted(rules.length, 'rule')} could not be evaluated: neither good nor firing`}>
      <ul class="plain-list">
        {rules.map(({ rule, problem }) => (
          <li key={rule}>
            <code>{rule}</code> {problem}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function headline(counts: Readonly<Record<string, number>> | undefined): string {
  if (counts === undefined) return 'Alerts: not known yet';
  const parts = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0).map((severity) =>
    counted(counts[severity] ?? 0, ...NAMES[severity]),
  );
  return parts.length === 0 ? 'No alert is firing' : `Firing: ${parts.join(', ')}`;
}

interface ChoiceProps {
  readonly name: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly fallback: string;
  readonly query: URLSearchParams;
}

function Choice({ name, values, value, fallback, query }: ChoiceProps) {
  return (
    <fieldset class="choice">
      <legend class="unseen">{name}</legend>
      {values.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={name}
            checked={one === value}
            onChange={() => navigate(inQueryString(query, { [name]: one === fallback ? '' : one, cursor: '' }))}
          />
          <span>{one === '' ? `any ${name}` : one.toLowerCase()}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ListProps {
  readonly page: AlertPage;
  readonly query: URLSearchParams;
  readonly state: string;
}

function AlertList({ page: { data, pagination }, query, state }: ListProps) {
  if (data.length === 0) return <p>{state === 'all' ? 'There have been no alerts.' : `None is ${state}.`}</p>;
  const wanted = query.get('alert');
  const sorted = data.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const { nextCursor } = pagination;
  return (
    <>
      <ul class="cards">
        {sorted.map((alert) => (
          <li key={alert.key} class={alert.key === wanted ? 'card is-wanted' : 'card'}>
            <AlertCard alert={alert} query={query} />
          </li>
        ))}
      </ul>
      {nextCursor !== null && (
        <Button icon="chevron-down" onPress={() => navigate(inQueryString(query, { cursor: nextCursor }))}>
          Older alerts
        </Button>
      )}
    </>
  );
}
