import { now } from '../../../data/clock.js';
import { type PhaseRow, phaseRows, type ShownState } from '../../../data/phase-rows.js';
import type { Run } from '../../../data/run.js';
import { Icon } from '../../../../shared/icon.js';
import { addressOf } from '../../../shell/match-route.js';

const ICONS: Readonly<Record<ShownState, string>> = {
  pending: 'circle',
  running: 'loader-circle',
  waiting: 'hand',
  halted: 'circle-pause',
  done: 'circle-check',
  skipped: 'circle-minus',
  failed: 'circle-x',
};

/** The nine phases side by side, on a scale. */
export function PhaseScale({ run }: { readonly run: Run }) {
  return (
    <ol class="scale live-value" aria-label="Phases">
      {phaseRows(run, now.value).map((row) => (
        <li key={row.name} class={`scale-step ${row.state}`}>
          <a href={addressOf('migrations', run.id, row.name)}>
            <PhaseBar row={row} />
            <span class="scale-title">{row.title}</span>
            <span class="scale-word">
              <Icon name={ICONS[row.state]} size={14} />
              {[row.word, row.took].filter((part) => part !== '').join(', ')}
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

/** The nine phases as a list, with what each does and its result. */
export function PhaseList({ run }: { readonly run: Run }) {
  return (
    <ol class="phases live-value" aria-label="Phases">
      {phaseRows(run, now.value).map((row) => (
        <li key={row.name} class={`phase ${row.state}`}>
          <span class="phase-mark">
            <Icon name={ICONS[row.state]} size={18} />
          </span>
          <div class="phase-main">
            <p class="phase-title">
              <a href={addressOf('migrations', run.id, row.name)}>{row.title}</a>
            </p>
            <p class="quiet phase-does">{row.does}</p>
          </div>
          <span class="phase-word">{row.word}</span>
          <span class="phase-took">{row.took}</span>
          <div class="phase-result">
            {row.result}
            {row.percent !== null && (
              <progress class="progress" max={100} value={row.percent} aria-label={`${row.title}: ${row.percent} %`} />
            )}
          </div>
          {row.error !== null && <p class="phase-error">{row.error}</p>}
        </li>
      ))}
    </ol>
  );
}

function PhaseBar({ row }: { readonly row: PhaseRow }) {
  const done = row.percent;
  return (
    <span class="scale-bar" aria-hidden="true">
      {done !== null && (
        <span
          class="scale-fill"
          ref={(element) => {
            element?.style.setProperty('inline-size', `${done}%`);
          }}
        />
      )}
    </span>
  );
}
