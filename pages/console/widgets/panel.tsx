import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PanelProps {
  readonly title: string;
  /** Next to the title: an age, a link, a button. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A section of a screen with its own heading. */
export function Panel({ title, aside, children, class: further = '' }: PanelProps) {
  const id = useId();
  return (
    <section class={`panel ${further}`} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </div>
      {children}
    </section>
  );
}

/** Names and values as a definition list. */
export function Facts({ children }: { readonly children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

/** An entry of the list. `live`: the value is grayed out when it is too old. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd class="live-value">{children}</dd>
    </div>
  );
}

/** A table that scrolls horizontally by itself on narrow screens, also by keyboard. */
export function TableFrame({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <section class="table-frame" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
