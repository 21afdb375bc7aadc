import { useSignal } from '@preact/signals';

import type { Bounds, RangeKey } from '../../../packages/storefront-address/selection.js';
import type { Scale } from './range-scale.js';

interface FieldsProps {
  readonly name: RangeKey;
  readonly scale: Scale;
  readonly bounds: Bounds;
  readonly onApply: (bounds: Bounds) => void;
}

type End = 'min' | 'max';

/** The bounds as number fields, applied with Enter or when the field loses focus. */
export function BoundFields({ name, scale, bounds, onApply }: FieldsProps) {
  const wrong = useSignal<End | undefined>(undefined);
  const take = (end: End, text: string): void => {
    const value = numberIn(text);
    wrong.value = value === null ? end : undefined;
    if (value === null || value === bounds[end]) return;
    const next = { ...bounds, [end]: value };
    const isTurned = next.min !== undefined && next.max !== undefined && next.min > next.max;
    onApply(isTurned ? { min: next.max, max: next.min } : next);
  };
  return (
    <div class="bounds">
      <Field end="min" name={name} hint={scale.min} value={bounds.min} isWrong={wrong.value === 'min'} onTake={take} />
      <Field end="max" name={name} hint={scale.max} value={bounds.max} isWrong={wrong.value === 'max'} onTake={take} />
      {wrong.value !== undefined && (
        <p id={`${name}-wrong`} class="field-wrong" role="alert">
          Write a number, such as {name === 'price' ? '500' : '0.75'}.
        </p>
      )}
    </div>
  );
}

interface FieldProps {
  readonly end: End;
  readonly name: RangeKey;
  /** The end of the scale, shown as a placeholder. */
  readonly hint: number;
  readonly value: number | undefined;
  readonly isWrong: boolean;
  readonly onTake: (end: End, text: string) => void;
}

function Field({ end, name, hint, value, isWrong, onTake }: FieldProps) {
  return (
    <label class="bound">
      <span>{end === 'min' ? 'From' : 'To'}</span>
      <span class="bound-box">
        {name === 'price' && <span aria-hidden="true">$</span>}
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          aria-label={`${name === 'price' ? 'Price in US dollars' : 'Carat'}, ${end === 'min' ? 'from' : 'to'}`}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${name}-wrong` : undefined}
          placeholder={hint.toLocaleString('en-US')}
          value={value ?? ''}
          onChange={({ currentTarget }) => onTake(end, currentTarget.value)}
        />
        {name === 'carat' && <span aria-hidden="true">ct</span>}
      </span>
    </label>
  );
}

/** The number in a field; `undefined` if it is empty, `null` if it is not a number. */
function numberIn(text: string): number | undefined | null {
  const plain = text.replaceAll(/[\s,$]|ct$/g, '');
  if (plain === '') return undefined;
  return /^\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null;
}
