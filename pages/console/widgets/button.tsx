import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { Icon } from '../../shared/icon.js';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  /** `act` is the primary action, `grave` is destructive or irreversible. */
  readonly kind?: 'act' | 'plain' | 'grave' | 'bare';
  readonly icon?: string;
  /** Why it is disabled. The button stays visible and shows the reason. */
  readonly disabled?: string | null;
  /** Whether the reason is already shown next to the button. */
  readonly reasonShown?: boolean;
  readonly describedBy?: string;
  readonly busy?: boolean;
  readonly label?: string;
}

/** A button. If disabled, it stays in place, can be focused, and shows why. */
export function Button({
  children,
  onPress,
  kind = 'plain',
  icon,
  disabled = null,
  reasonShown = false,
  describedBy,
  busy = false,
  label,
}: ButtonProps) {
  const reasonId = useId();
  const off = disabled !== null || busy;
  return (
    <>
      <button
        type="button"
        class={`button ${kind}`}
        aria-disabled={off}
        aria-label={label}
        aria-describedby={disabled !== null && !reasonShown ? reasonId : describedBy}
        onClick={() => {
          if (!off) onPress();
        }}
      >
        {icon !== undefined && <Icon name={icon} size={16} />}
        <span>{children}</span>
        {busy && <span class="quiet-on-button">…</span>}
      </button>
      {disabled !== null && !reasonShown && (
        <span class="reason" id={reasonId}>
          {disabled}
        </span>
      )}
    </>
  );
}
