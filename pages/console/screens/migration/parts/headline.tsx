import { now } from '../../../data/clock.js';
import { connection, heardAt } from '../../../data/live.js';
import { timeOfDay } from '../../../data/format.js';
import { runSentence } from '../../../data/run-sentence.js';
import type { Run } from '../../../data/run.js';
import { whySlow } from '../../../data/why-slow.js';
import { wayBackText } from '../../../data/run-actions.js';
import { Icon } from '../../../../shared/icon.js';

/** The first line: one sentence about the state of things, with its time if it is not current. */
export function Headline({
  tone,
  text,
  level = 1,
}: {
  readonly tone: string;
  readonly text: string;
  readonly level?: 1 | 2;
}) {
  const heard = heardAt.value;
  const old = connection.value === 'live' || heard === null ? '' : `As of ${timeOfDay(heard)}: `;
  const Heading = level === 1 ? 'h1' : 'h2';
  return <Heading class={`headline live-value ${tone}`}>{`${old}${text}.`}</Heading>;
}

/** The state of a run, and why it is slow, if it is. */
export function RunHeadline({ run }: { readonly run: Run }) {
  const slow = whySlow(run.throttledBy);
  return (
    <>
      <Headline {...runSentence(run, now.value)} />
      {slow !== null && (
        <p class="why-slow live-value">
          <Icon name="clock" size={16} />
          {slow}
        </p>
      )}
    </>
  );
}

/** Until when a rollback is possible, and what closes the window: always visible while it is open. */
export function WayBack({ run }: { readonly run: Run }) {
  const back = wayBackText(run);
  if (back === null) return null;
  return (
    <p class="way-back live-value">
      <Icon name="rotate-ccw" size={16} />
      <span>
        <strong>{`A rollback is possible until ${back.until}.`}</strong> <span class="quiet">{back.closes}</span>
      </span>
    </p>
  );
}
