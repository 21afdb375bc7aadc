import { Icon } from '../../shared/icon.js';

/** The state of something. Each has a shape besides its color. */
export type StateTone = 'good' | 'warn' | 'bad' | 'working' | 'waiting' | 'idle' | 'unknown';

const ICONS: Readonly<Record<StateTone, string>> = {
  good: 'circle-check',
  warn: 'triangle-alert',
  bad: 'circle-alert',
  working: 'loader-circle',
  waiting: 'hand',
  idle: 'circle-dashed',
  unknown: 'circle-question-mark',
};

/** A state: shape, color and a word. */
export function StateWord({ tone, children }: { readonly tone: StateTone; readonly children: string }) {
  return (
    <span class={`state ${tone}`}>
      <Icon name={ICONS[tone]} size={16} />
      <span>{children}</span>
    </span>
  );
}
