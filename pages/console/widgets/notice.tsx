import type { ComponentChildren } from 'preact';

import { Icon } from '../../shared/icon.js';

/** The kind of a notice; each has an icon and a word besides its color. */
export type NoticeTone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<NoticeTone, string>> = {
  info: 'info',
  good: 'circle-check',
  warn: 'triangle-alert',
  bad: 'circle-alert',
};

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
  /** Buttons. */
  readonly actions?: ComponentChildren;
  /** Announced by screen readers as soon as it appears. */
  readonly urgent?: boolean;
}

/** A banner that says what is wrong and what to do. */
export function Notice({ tone, title, children, actions, urgent = false }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={urgent ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        <p class="notice-title">{title}</p>
        {children}
      </div>
      {actions !== undefined && <div class="notice-actions">{actions}</div>}
    </div>
  );
}
