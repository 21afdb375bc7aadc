import { useEffect, useState } from 'preact/hooks';

import { Icon } from '../../shared/icon.js';

const SAID_FOR_MS = 2_000;

/** A button that copies a text to the clipboard and reports whether that worked. */
export function CopyButton({
  text,
  children,
  label,
}: {
  readonly text: string | (() => string);
  readonly children?: string;
  readonly label?: string;
}) {
  const [said, say] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => say(null), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    const copied = navigator.clipboard?.writeText(typeof text === 'string' ? text : text());
    (copied ?? Promise.reject(new Error('no clipboard'))).then(
      () => say('Copied'),
      () => say('The browser does not allow this page to copy'),
    );
  };
  return (
    <button
      type="button"
      class={children === undefined ? 'button bare square' : 'button plain'}
      aria-label={label}
      onClick={copy}
    >
      <Icon name={said === 'Copied' ? 'check' : 'copy'} size={14} />
      {children !== undefined && <span>{said ?? children}</span>}
      {children === undefined && <output class="unseen">{said}</output>}
    </button>
  );
}

/** The equivalent command, for when this page itself is broken. */
export function Command({ text }: { readonly text: string }) {
  return (
    <span class="command">
      <code>{text}</code>
      <CopyButton text={text} label={`Copy the command ${text}`} />
    </span>
  );
}
