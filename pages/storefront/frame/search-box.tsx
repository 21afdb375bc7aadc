import { useSignal, useSignalEffect } from '@preact/signals';

import { Icon } from '../../shared/icon.js';
import { navigate } from '../../shared/router.js';
import { forgetSuggestions, suggestFor, type Suggestion, suggestions } from '../data/suggestions.js';
import { choose, selection } from '../state/go.js';
import { NOTHING } from '../state/selection.js';

const LIST = 'search-suggestions';
const optionId = (index: number): string => `search-option-${index}`;

/** The search, a combobox after the ARIA pattern: arrows move, Enter takes, Escape closes and then empties. */
export function SearchBox() {
  const text = useSignal(selection.value.q);
  const active = useSignal(-1);
  // The address changes by other ways, too: back, a suggestion, a chip.
  useSignalEffect(() => {
    text.value = selection.value.q;
  });
  const options = suggestions.value;
  const isOpen = options.length > 0;
  const close = (): void => {
    active.value = -1;
    forgetSuggestions();
  };
  const search = (): void => {
    close();
    const q = text.value.trim().slice(0, 200);
    choose(q === '' ? { ...selection.value, q, sort: undefined } : { ...NOTHING, q });
  };
  const take = (option: Suggestion): void => {
    close();
    navigate(option.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && isOpen) {
      event.preventDefault();
      // One place more than there are options: the box itself.
      active.value = ((active.value + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    } else if (event.key === 'Escape' && (isOpen || text.value !== '')) {
      event.preventDefault();
      if (!isOpen) text.value = '';
      close();
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const option = options[active.value];
    if (option === undefined) search();
    else take(option);
  };
  return (
    <form class="search" role="search" aria-label="Pieces" onSubmit={submit}>
      <Icon name="search" />
      <input
        type="search"
        name="q"
        role="combobox"
        list={undefined}
        aria-label="Search pieces, metals and stones"
        placeholder="Search pieces, metals, stones"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="search"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={LIST}
        aria-activedescendant={active.value < 0 ? undefined : optionId(active.value)}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          active.value = -1;
          suggestFor(currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <Options options={options} active={active.value} onTake={take} />
    </form>
  );
}

interface OptionsProps {
  readonly options: readonly Suggestion[];
  readonly active: number;
  readonly onTake: (option: Suggestion) => void;
}

/** What may be meant. The pointer goes down before the box loses its focus, so that is when a choice is taken. */
function Options({ options, active, onTake }: OptionsProps) {
  return (
    <ul id={LIST} class="suggestions" role="listbox" aria-label="Suggestions" hidden={options.length === 0}>
      {options.map((option, index) => (
        <li
          key={option.href}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(option);
          }}
        >
          <span>{option.text}</span>
          <span class="suggestion-kind">
            {option.count === undefined ? option.kind : `${option.kind}, ${option.count}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
