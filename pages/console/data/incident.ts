import { actionsOf } from './run-actions.js';
import { dateTime } from './format.js';
import { phaseRows } from './phase-rows.js';
import { runSentence } from './run-sentence.js';
import { stateSince, type Run, wayBackUntil } from './run.js';
import { whySlow } from './why-slow.js';

/** A run as text for an incident log: what is known, as of when, and what can be done on the command line. */
export function incidentText(run: Run, at: number, address: string): string {
  const since = stateSince(run);
  const until = wayBackUntil(run);
  const slow = whySlow(run.throttledBy);
  return [
    `Migration ${run.id} (${run.strategy}), as of ${dateTime(at, true)}`,
    runSentence(run, at).text,
    `state: ${run.state}${since === null ? '' : `, since ${dateTime(since, true)}`}`,
    `started: ${dateTime(run.createdAt, true)} by ${run.startedBy}`,
    `driven by: ${run.owner ?? 'nobody at the moment'}; epoch ${run.epoch}`,
    ...(slow === null ? [] : [`slow: ${slow}`]),
    ...(run.error === null ? [] : [`error: ${run.error.code}: ${run.error.message}`]),
    ...(until === null ? [] : [`rollback: possible until ${dateTime(until, true)}`]),
    '',
    ...phaseRows(run, at).map(({ title, word, took, result }) =>
      `  ${title.padEnd(16)} ${word.padEnd(14)} ${took.padEnd(12)} ${result}`.trimEnd(),
    ),
    '',
    ...actionsOf(run, 'admin')
      .filter(({ disabled }) => disabled === null)
      .map(({ label, command }) => `${label}: ${command} ${run.id}`),
    address,
  ].join('\n');
}
