import sprite from './generated/icons.svg?url';

/**
 * An icon of the sprite (`icon-names.json` lists them). Hidden from screen readers: the control it belongs to has its
 * own name.
 */
export function Icon({ name, size = 18 }: { readonly name: string; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
