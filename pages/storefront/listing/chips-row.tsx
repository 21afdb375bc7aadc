import { Icon } from '../../shared/icon.js';
import { chipsOf, withoutFilters } from '../state/chips.js';
import { choose, selection } from '../state/go.js';

/** Everything selected, above the results; each filter can be removed here as well as in its facet. */
export function ChipsRow() {
  const chips = chipsOf(selection.value);
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Selected filters">
      {chips.map(({ id, text, without }) => (
        <li key={id}>
          <button
            type="button"
            class="chip"
            aria-label={`Remove the filter ${text}`}
            onClick={(event) => removeChip(event, () => choose(without))}
          >
            {text}
            <Icon name="x" size={16} />
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <button
            type="button"
            class="link-button"
            onClick={(event) => removeChip(event, () => choose(withoutFilters(selection.value)))}
          >
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

/** The button disappears with its filter; the keyboard focus moves to the next chip, or to the heading. */
function removeChip({ currentTarget }: { readonly currentTarget: HTMLButtonElement }, remove: () => void): void {
  const item = currentTarget.closest('li');
  const next = item?.nextElementSibling ?? item?.previousElementSibling;
  const label = next?.querySelector('button')?.getAttribute('aria-label') ?? '';
  remove();
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const button =
      label === '' ? null : document.querySelector<HTMLElement>(`.chip[aria-label="${CSS.escape(label)}"]`);
    (button ?? document.getElementById('content'))?.focus({ preventScroll: true });
  });
}
