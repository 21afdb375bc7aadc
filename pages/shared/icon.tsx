import sprite from './generated/icons.svg?url';

/**
 * An icon of the sprite (`icon-names.json` lists them). It says nothing to a screen reader: the control that it stands
 * in has a name of its own.
 */
export function Icon({ name, size = 18 }: { readonly name: string; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
