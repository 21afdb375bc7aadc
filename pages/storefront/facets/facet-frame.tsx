import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

import { Icon } from '../../shared/icon.js';
import { GLOSSARY } from './glossary.js';

interface FrameProps {
  /** The key of the facet and of its glossary entry. */
  readonly name: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A group of filters with its title and, on demand, an explanation. */
export function FacetFrame({ name, title, children }: FrameProps) {
  const isExplained = useSignal(false);
  const explanation = GLOSSARY[name];
  return (
    <fieldset class={`facet facet-${name}`}>
      <legend>{title}</legend>
      {explanation !== undefined && (
        <>
          <button
            type="button"
            class="facet-info"
            aria-label={`What ${title.toLowerCase()} means`}
            aria-expanded={isExplained.value}
            onClick={() => {
              isExplained.value = !isExplained.value;
            }}
          >
            <Icon name="info" size={16} />
          </button>
          {isExplained.value && <p class="facet-explanation">{explanation}</p>}
        </>
      )}
      {children}
    </fieldset>
  );
}
