import { navigate } from '../../../shared/router.js';
import { api } from '../../data/api.js';
import { counted, dateTime } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { envelopeOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Button } from '../../widgets/button.js';
import { Command, CopyButton } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';

interface Alert {
  readonly key: string;
  readonly rule: string;
  readonly subject: string;
  readonly instance: string | null;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly severity: 'CRITICAL' | 'WARNING' | 'INFO';
  readonly title: string;
  readonly message: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly todo: string;
  readonly firingAt: string | null;
  readonly resolvedAt: string | null;
  readonly changedAt: string;
  readonly fired: number;
  readonly unsent: number;
  readonly sendProblem: string | null;
  readonly history: readonly {
    readonly at: string;
    readonly state: string;
    readonly severity: string;
    readonly message: string;
  }[];
}

interface AlertPage {
  readonly data: readonly Alert[];
  readonly pagination: { readonly nextCursor: string | null };
}

type State = Alert['state'];
type Severity = Alert['severity'];

const SEVERITIES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];
const STATES: readonly State[] = ['firing', 'pending', 'resolved'];
const EVERY_MS = 10_000;

/** Alerts: what fires, how bad it is, and what to do. */
export function AlertsScreen({ query }: ScreenProps) {
  const told = topic('alerts');
  const state = (query.get('state') ?? 'firing') as State | 'all';
  const severity = query.get('severity') ?? '';
  const cursor = query.get('cursor') ?? '';
  const firing = JSON.stringify(told?.data?.firing ?? {});
  const alerts = useResource(
    `alerts ${state} ${severity} ${cursor} ${firing}`,
    (signal) =>
      envelopeOf<AlertPage>(
        api.GET('/api/admin/alerts', {
          params: {
            query: {
              ...(state === 'all' ? {} : { state }),
              ...(severity === '' ? {} : { severity: severity as Severity }),
              ...(cursor === '' ? {} : { cursor }),
            },
          },
          signal,
        }),
      ),
    EVERY_MS,
  );
  const counts = told?.data?.firing;
  const notJudged = told?.data?.notJudged ?? [];
  return (
    <>
      <h1 class="live-value">{headline(counts)}</h1>
      {notJudged.length > 0 && (
        <Notice tone="warn" title={`${counted(notJudged.length, 'rule')} could not be judged: neither good nor firing`}>
          <ul class="plain-list">
            {notJudged.map(({ rule, problem }) => (
              <li key={rule}>
                <code>{rule}</code> {problem}
              </li>
            ))}
          </ul>
        </Notice>
      )}
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

function headline(counts: Readonly<Record<string, number>> | undefined): string {
  if (counts === undefined) return 'Alerts: not known yet';
  const parts = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0).map(
    (severity) => `${counts[severity] ?? 0} ${severity.toLowerCase()}`,
  );
  return parts.length === 0 ? 'No alert fires' : `Firing: ${parts.join(', ')}`;
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
  if (data.length === 0) return <p>{state === 'all' ? 'There has been no alert.' : `None is ${state}.`}</p>;
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

function toneOf({ state, severity }: Alert): StateTone {
  if (state !== 'firing') return state === 'resolved' ? 'good' : 'waiting';
  return severity === 'CRITICAL' ? 'bad' : severity === 'WARNING' ? 'warn' : 'idle';
}

function AlertCard({ alert, query }: { readonly alert: Alert; readonly query: URLSearchParams }) {
  const { key, title, message, todo, state, severity, firingAt, resolvedAt, changedAt, fired, history } = alert;
  return (
    <>
      <div class="card-head">
        <StateWord tone={toneOf(alert)}>
          {state === 'firing' ? severity.toLowerCase() : `${state} (${severity.toLowerCase()})`}
        </StateWord>
        <h3>
          <a href={inQueryString(query, { alert: key })}>{title}</a>
        </h3>
        <span class="quiet">
          {alert.subject}
          {alert.instance !== null && `, instance ${alert.instance}`}
        </span>
      </div>
      <p class="live-value">{message}</p>
      {todo !== '' && (
        <p>
          <strong>What to do:</strong> {todo}
        </p>
      )}
      <p class="quiet">
        {firingAt !== null && (
          <>
            Firing since <Utc at={firingAt} withAge />;{' '}
          </>
        )}
        {resolvedAt !== null && (
          <>
            resolved <Utc at={resolvedAt} withAge />;{' '}
          </>
        )}
        changed <Utc at={changedAt} />; fired {counted(fired, 'time')}. <Command text="npx catalog status" />
      </p>
      {(alert.unsent > 0 || alert.sendProblem !== null) && (
        <p class="reason">{`${counted(alert.unsent, 'notification')} not sent yet${alert.sendProblem === null ? '' : `: ${alert.sendProblem}`}`}</p>
      )}
      <div class="button-row">
        <CopyButton text={() => incidentOf(alert)}>Copy for the incident</CopyButton>
      </div>
      {history.length > 0 && (
        <details class="fold" open={query.get('alert') === key}>
          <summary>
            History <span class="quiet">{counted(history.length, 'change')}</span>
          </summary>
          <ol class="plain-list">
            {history.toReversed().map((event) => (
              <li key={event.at}>
                <Utc at={event.at} form="full" /> {event.state} ({event.severity.toLowerCase()}): {event.message}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function incidentOf({ title, subject, severity, state, message, todo, firingAt }: Alert): string {
  return [
    `${severity} ${state}: ${title} (${subject})`,
    message,
    ...(firingAt === null ? [] : [`firing since ${dateTime(firingAt, true)}`]),
    `to do: ${todo}`,
    location.href,
  ].join('\n');
}
