import { counted, dateTime } from '../../data/format.js';
import { Command, CopyButton } from '../../widgets/copy.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import type { Alert } from './alert-data.js';

function toneOf({ state, severity }: Alert): StateTone {
  if (state !== 'firing') return state === 'resolved' ? 'good' : 'waiting';
  return severity === 'CRITICAL' ? 'bad' : severity === 'WARNING' ? 'warn' : 'idle';
}

/** An alert: its severity, its message, what to do, and its history. */
export function AlertCard({ alert, query }: { readonly alert: Alert; readonly query: URLSearchParams }) {
  const { key, title, message, todo, state, severity } = alert;
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
      <Times alert={alert} />
      {(alert.unsent > 0 || alert.sendProblem !== null) && <p class="reason">{unsentText(alert)}</p>}
      <div class="button-row">
        <CopyButton text={() => incidentOf(alert)}>Copy for the incident</CopyButton>
      </div>
      <History alert={alert} open={query.get('alert') === key} />
    </>
  );
}

function Times({ alert }: { readonly alert: Alert }) {
  const { firingAt, resolvedAt, changedAt, fired } = alert;
  return (
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
  );
}

function History({ alert: { history }, open }: { readonly alert: Alert; readonly open: boolean }) {
  if (history.length === 0) return null;
  return (
    <details class="fold" open={open}>
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
  );
}

function unsentText({ unsent, sendProblem }: Alert): string {
  return `${counted(unsent, 'notification')} not sent yet${sendProblem === null ? '' : `: ${sendProblem}`}`;
}

function incidentOf({ title, subject, severity, state, message, todo, firingAt }: Alert): string {
  return [
    `${severity} ${state}: ${title} (${subject})`,
    message,
    ...(firingAt === null ? [] : [`firing since ${dateTime(firingAt, true)}`]),
    `what to do: ${todo}`,
    location.href,
  ].join('\n');
}
