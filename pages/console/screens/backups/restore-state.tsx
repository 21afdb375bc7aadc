import { dateTime, elapsed, percent, sentence, words } from '../../data/format.js';
import { now } from '../../data/clock.js';
import { addressOf } from '../../shell/match-route.js';
import { StateWord, type StateTone } from '../../widgets/state-word.js';
import type { Restore } from './backup-data.js';

const TONES: Readonly<Record<Restore['state'], StateTone>> = { running: 'working', done: 'good', failed: 'bad' };

/** A restore in one sentence. */
export function restoreSentence({
  state,
  step,
  progress,
  pointInTime,
  createdAt,
  finishedAt,
  error,
  report,
}: Restore): string {
  const when = pointInTime ?? 'the backup’s own time';
  if (state === 'running') {
    const part = progress.total > 0 ? `, ${percent(progress.done, progress.total)}` : '';
    return `Restoring to ${when}: ${step}${part}; started ${elapsed(createdAt, now.value)} ago`;
  }
  if (state === 'failed') return `The restore to ${when} failed: ${error?.message ?? 'for an unknown reason'}`;
  const documents = report?.['documents'];
  const took = finishedAt === null ? '' : ` in ${elapsed(createdAt, finishedAt)}`;
  return `Restored to ${when}${took}: ${String(documents ?? 'all')} products`;
}

/** A restore as a line with its state, linked to its own page. */
export function RestoreLine({ restore }: { readonly restore: Restore }) {
  return (
    <p class="live-value restore-line">
      <StateWord tone={TONES[restore.state]}>{sentence(words(restore.state))}</StateWord>
      <a href={addressOf('restores', restore.id)}>{restoreSentence(restore)}</a>
      <span class="quiet">{`requested by ${restore.startedBy} at ${dateTime(restore.createdAt, true)}`}</span>
    </p>
  );
}
