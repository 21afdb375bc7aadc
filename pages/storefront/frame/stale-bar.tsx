import { Icon } from '../../shared/icon.js';
import { secondsSignal } from './clock.js';
import { staleSince } from '../data/freshness.js';

/** Shown while the database is down: how old the data is, and what works. */
export function StaleBar() {
  const since = staleSince.value;
  if (since === undefined) return null;
  const age = Math.max(0, Math.round((secondsSignal.value - since.getTime()) / 1000));
  return (
    <output class="stale-bar">
      <Icon name="clock" />
      <span>
        <b>The catalog cannot reach its database.</b> Pieces, prices and stock are as of{' '}
        <span aria-hidden="true">{ageWords(age)} ago</span>
        <span class="unseen">{since.toLocaleTimeString('en-US')}</span>. Browsing, filters and search still work; sizes
        and options return with it.
      </span>
    </output>
  );
}

/** A duration in words: `42 s`, `3 min 5 s`. */
export function ageWords(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
