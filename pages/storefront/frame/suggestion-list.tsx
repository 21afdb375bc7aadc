import type { Suggestion } from '../data/suggestions.js';

export const OPTIONS_ID = 'search-suggestions';

/** The element id of an option, for the box's `aria-activedescendant`. */
export function optionId(index: number): string {
  return `search-option-${index}`;
}

interface ListProps {
  readonly options: readonly Suggestion[];
  readonly active: number;
  readonly onTake: (href: string) => void;
}

/** The suggestions. `pointerdown` comes before the box loses its focus, so a suggestion is selected on that event. */
export function SuggestionList({ options, active, onTake }: ListProps) {
  return (
    // A native select or data list can neither show a second column nor tolerate misspellings.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div id={OPTIONS_ID} class="suggestions" role="listbox" aria-label="Suggestions" hidden={options.length === 0}>
      {options.map(({ href, text, kind, count }, index) => (
        <div
          key={href}
          id={optionId(index)}
          class="suggestion"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(href);
          }}
        >
          <span>{text}</span>
          <span class="suggestion-kind">{count === undefined ? kind : `${kind}, ${count}`}</span>
        </div>
      ))}
    </div>
  );
}
