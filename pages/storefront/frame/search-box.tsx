import { Icon } from '../../shared/icon.js';
import { suggestions } from '../data/suggestions.js';
import { useCombobox } from './combobox.js';
import { OPTIONS_ID, optionId, SuggestionList } from './suggestion-list.js';

/** The search box. Suggestions appear while typing; Enter without a selection searches for the text. */
export function SearchBox() {
  const { text, active, type, close, onKeyDown, go } = useCombobox();
  const options = suggestions.value;
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go(options[active.value]?.href);
        }}
      >
        <Icon name="search" />
        <input
          type="search"
          name="q"
          // `list` is for a native data list, which this is not; without it the role must be explicit.
          // oxlint-disable-next-line jsx-a11y/no-redundant-roles
          role="combobox"
          list={undefined}
          aria-label="Search pieces, metals and stones"
          placeholder="Search pieces, metals, stones"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          aria-autocomplete="list"
          aria-expanded={options.length > 0}
          aria-controls={OPTIONS_ID}
          aria-activedescendant={active.value < 0 ? undefined : optionId(active.value)}
          value={text.value}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        <SuggestionList options={options} active={active.value} onTake={go} />
      </form>
    </search>
  );
}
