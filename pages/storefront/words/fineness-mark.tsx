import { finenessOf, type MarkShape, shapeOf, toneOf } from './fineness.js';

const OUTLINES: Readonly<Record<MarkShape, string>> = {
  octagon: 'M9 1h22l8 8v6l-8 8H9l-8-8V9z',
  oval: 'M20 1c10.500 0 19 4.900 19 11s-8.500 11-19 11S1 18.100 1 12 9.500 1 20 1z',
  house: 'M1 8 20 1l19 7v15H1z',
  box: 'M1 3h38v18H1z',
};

interface OutlineProps {
  readonly shape: MarkShape;
  readonly tone: string;
  readonly text: string | undefined;
}

/** The outline of a metal family with its number. Hidden from screen readers: the words next to it say the same. */
export function MarkOutline({ shape, tone, text }: OutlineProps) {
  return (
    <svg class={`mark tone-${tone}`} viewBox="0 0 40 24" width="40" height="24" aria-hidden="true" focusable="false">
      <path d={OUTLINES[shape]} />
      {text !== undefined && (
        <text x="20" y={shape === 'house' ? 18.5 : 16.8} text-anchor="middle">
          {text}
        </text>
      )}
    </svg>
  );
}

/** The mark of a piece; none if no purity is stated. */
export function FinenessMark({ metal, purity }: { readonly metal: string; readonly purity: string }) {
  const number = finenessOf(purity);
  return number === undefined ? null : <MarkOutline shape={shapeOf(metal)} tone={toneOf(metal)} text={number} />;
}
