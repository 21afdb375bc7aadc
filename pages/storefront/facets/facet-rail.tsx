import type { ComponentChildren } from 'preact';

import type { Facet } from '../data/listing.js';
import { listing } from '../data/listing-store.js';
import { wholeCatalog } from '../data/vocabulary.js';
import type { TermsKey } from '../../../packages/storefront-address/selection.js';
import { finenessOf, finenessOfMetal, shapeOf, shapeOfPurity, toneOf } from '../words/fineness.js';
import { MarkOutline } from '../words/fineness-mark.js';
import { metalWords, upperFirst } from '../words/product-words.js';
import { CutDrawing, StoneDrawing } from './drawings.js';
import { FlagsFacet } from './flags-facet.js';
import { RangeFacet } from './range-facet.js';
import { TermsFacet } from './terms-facet.js';

const TONE_OF_SHAPE = { octagon: 'gold', oval: 'silver', house: 'platinum', box: 'steel' } as const;

interface TermsChoice {
  readonly name: TermsKey;
  readonly title: string;
  readonly drawing: (value: string) => ComponentChildren;
  readonly label: (value: string, label: string) => string;
  /** The label for products without a value. */
  readonly missing?: string | undefined;
}

/** The filters over named values, most popular first. */
const TERMS_CHOICES: readonly TermsChoice[] = [
  { name: 'metal', title: 'Metal', drawing: metalMark, label: (value) => upperFirst(metalWords(value)) },
  { name: 'purity', title: 'Purity', drawing: purityMark, label: purityLabel },
  { name: 'stone', title: 'Stone', drawing: stoneDrawing, label: (_, label) => label, missing: 'Without a stone' },
  { name: 'cut', title: 'Cut', drawing: cutDrawing, label: upperFirst, missing: 'Cut not stated' },
];

const RANGE_CHOICES = [
  { name: 'carat', title: 'Carat', missing: 'Weight not stated' },
  { name: 'price', title: 'Price', missing: undefined },
] as const;

/** All filters. The counts come from the same response as total and products. */
export function FacetRail() {
  const facets = listing.value?.facets ?? [];
  const whole = wholeCatalog.value;
  if (whole === undefined || facets.length === 0) return <RailSkeleton />;
  const of = (name: string): Facet[] => facets.filter(({ key }) => key === name);
  return (
    <div class="facets">
      {TERMS_CHOICES.flatMap(({ name, ...choice }) =>
        of(name).map((facet) => <TermsFacet key={name} name={name} facet={facet} whole={whole} {...choice} />),
      )}
      {RANGE_CHOICES.flatMap(({ name, ...choice }) =>
        of(name).map((facet) => <RangeFacet key={name} name={name} facet={facet} {...choice} />),
      )}
      <FlagsFacet facets={facets} />
    </div>
  );
}

function stoneDrawing(value: string) {
  return <StoneDrawing stone={value} />;
}

function cutDrawing(value: string) {
  return <CutDrawing cut={value} />;
}

function metalMark(value: string) {
  return <MarkOutline shape={shapeOf(value)} tone={toneOf(value)} text={finenessOfMetal(value)} />;
}

function purityMark(value: string) {
  const shape = shapeOfPurity(value);
  const number = finenessOf(value);
  return <MarkOutline shape={shape} tone={number === undefined ? 'none' : TONE_OF_SHAPE[shape]} text={number} />;
}

const PURITY_WORDS: Readonly<Record<string, string>> = {
  '925': '925 silver',
  '950': '950 platinum',
  unspecified: 'Not stated',
};

function purityLabel(value: string, label: string): string {
  return PURITY_WORDS[value] ?? (/^\d+K$/.test(value) ? `${value} gold` : label);
}

function RailSkeleton() {
  return (
    <div class="facets skeleton" aria-hidden="true">
      {[9, 6, 8, 7].map((lines, group) => (
        <div key={group} class="facet">
          {Array.from({ length: lines }, (_, line) => (
            <span key={line} class="bone" />
          ))}
        </div>
      ))}
    </div>
  );
}
