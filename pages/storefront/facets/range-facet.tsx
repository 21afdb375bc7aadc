import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import type { Facet } from '../data/listing.js';
import { wholeCatalog } from '../data/vocabulary.js';
import { rangeWords } from '../state/chips.js';
import { choose, selection } from '../state/go.js';
import { type Bounds, type RangeKey, withRange } from '../../../packages/storefront-address/selection.js';
import { FacetFrame } from './facet-frame.js';
import { BoundFields } from './bound-fields.js';
import { barsOf, linearScale, niceBounds, priceScale, type Scale } from './range-scale.js';

interface RangeProps {
  readonly facet: Facet;
  readonly name: RangeKey;
  readonly title: string;
  readonly missing?: string | undefined;
}

/** The number of slider positions; fine enough that a step is one or two pixels. */
const STEPS = 200;
const ASK_AFTER_MS = 150;
/** The widest bounds of any response so far: a scale that shrinks with the results would move under the finger. */
const widest = new Map<RangeKey, readonly [number, number]>();

/** A histogram with two sliders over it, and two fields to type the same numbers. */
export function RangeFacet({ facet, name, title, missing }: RangeProps) {
  const scale = scaleFor(name, facet);
  const draft = useSignal<Bounds>(selection.value.ranges[name] ?? {});
  useSignalEffect(() => {
    draft.value = selection.value.ranges[name] ?? {};
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (bounds: Bounds): void => {
    clearTimeout(timer.current);
    choose(withRange(selection.value, name, bounds), 'replace');
  };
  const drag = (bounds: Bounds): void => {
    draft.value = bounds;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(bounds), ASK_AFTER_MS);
  };
  return (
    <FacetFrame name={name} title={title}>
      {scale === undefined ? (
        <p class="facet-missing">No piece here states a value.</p>
      ) : (
        <>
          <Histogram facet={facet} scale={scale} bounds={draft.value} name={name} />
          <Sliders name={name} scale={scale} bounds={draft.value} onDrag={drag} onRelease={() => apply(draft.value)} />
          <BoundFields name={name} scale={scale} bounds={draft.value} onApply={apply} />
        </>
      )}
      {missing !== undefined && facet.missing > 0 && (
        <p class="facet-missing">
          {missing}: {facet.missing}
        </p>
      )}
    </FacetFrame>
  );
}

function scaleFor(name: RangeKey, facet: Facet): Scale | undefined {
  for (const { min, max } of [facet, ...(wholeCatalog.value ?? []).filter(({ key }) => key === name)]) {
    if (min === undefined || max === undefined) continue;
    const known = widest.get(name);
    widest.set(name, [Math.min(min, known?.[0] ?? min), Math.max(max, known?.[1] ?? max)]);
  }
  const bounds = widest.get(name);
  if (bounds === undefined) return undefined;
  return name === 'price' ? priceScale(...niceBounds(...bounds, 50)) : linearScale(...niceBounds(...bounds, 0.25));
}

interface HistogramProps {
  readonly facet: Facet;
  readonly scale: Scale;
  readonly bounds: Bounds;
  readonly name: RangeKey;
}

/** The distribution of the pieces; bars outside the selected bounds are pale. */
function Histogram({ facet, scale, bounds, name }: HistogramProps) {
  const [from, to] = [scale.toPosition(bounds.min ?? scale.min), scale.toPosition(bounds.max ?? scale.max)];
  const bars = barsOf(facet.buckets ?? [], scale);
  const clip = `clip-${name}`;
  const draw = (kind: string) =>
    bars.map(({ left, right, height }) => (
      <rect
        key={left}
        class={kind}
        x={left * 100 + 0.4}
        y={40 - height * 40}
        width={Math.max(0, (right - left) * 100 - 0.8)}
        height={height * 40}
      />
    ));
  return (
    <svg class="histogram" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
      <clipPath id={clip}>
        <rect x={from * 100} y="0" width={Math.max(0, (to - from) * 100)} height="40" />
      </clipPath>
      {draw('bar-outside')}
      <g clip-path={`url(#${clip})`}>{draw('bar')}</g>
    </svg>
  );
}

interface SlidersProps {
  readonly name: RangeKey;
  readonly scale: Scale;
  readonly bounds: Bounds;
  readonly onDrag: (bounds: Bounds) => void;
  readonly onRelease: () => void;
}

/** Two native sliders on one track; only their thumbs take the pointer, and the last used one is on top. */
function Sliders({ name, scale, bounds, onDrag, onRelease }: SlidersProps) {
  const top = useSignal<'min' | 'max'>('max');
  const place = { min: scale.toPosition(bounds.min ?? scale.min), max: scale.toPosition(bounds.max ?? scale.max) };
  const move = (end: 'min' | 'max', text: string): void => {
    top.value = end;
    const asked = stepOn(scale, place[end], Number(text) / STEPS);
    const other = end === 'min' ? place.max : place.min;
    const position = (end === 'min' ? Math.min : Math.max)(asked, other);
    // At the end of the scale there is no bound.
    const isOpen = end === 'min' ? position <= 0 : position >= 1;
    onDrag({ ...bounds, [end]: isOpen ? undefined : scale.toValue(position) });
  };
  return (
    <div class="sliders">
      {(['min', 'max'] as const).map((end) => (
        <input
          key={end}
          type="range"
          class={top.value === end ? 'slider slider-top' : 'slider'}
          aria-label={`${name === 'price' ? 'Price' : 'Carat'}, ${end === 'min' ? 'from' : 'to'}`}
          aria-valuetext={rangeWords(name, {
            min: end === 'min' ? (bounds.min ?? scale.min) : undefined,
            max: end === 'max' ? (bounds.max ?? scale.max) : undefined,
          })}
          min="0"
          max={STEPS}
          step="1"
          value={place[end] * STEPS}
          onInput={({ currentTarget }) => move(end, currentTarget.value)}
          onChange={onRelease}
        />
      ))}
    </div>
  );
}

/**
 * The requested position, or the next one in its direction with another value: values are rounded, and an arrow key
 * that changed nothing would leave the slider stuck.
 */
function stepOn(scale: Scale, from: number, to: number): number {
  const direction = Math.sign(to - from);
  let position = to;
  while (position > 0 && position < 1 && direction !== 0 && scale.toValue(position) === scale.toValue(from)) {
    position += direction / STEPS;
  }
  return position;
}
