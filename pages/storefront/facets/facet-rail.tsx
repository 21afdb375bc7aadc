import { type Facet } from '../data/listing.js';
import { listing } from '../data/listing-store.js';
import { finenessOf, finenessOfMetal, shapeOf, shapeOfPurity, toneOf } from '../words/fineness.js';
import { MarkOutline } from '../words/fineness-mark.js';
import { metalWords, upperFirst } from '../words/product-words.js';
import { CutDrawing, StoneDrawing } from './drawings.js';
import { FlagsFacet } from './flags-facet.js';
import { RangeFacet } from './range-facet.js';
import { TermsFacet } from './terms-facet.js';

const TONE_OF_SHAPE = { octagon: 'gold', oval: 'silver', house: 'platinum', box: 'steel' } as const;

/** All filters. The counts are those of the last answer, which total and products come from as well. */
export function FacetRail() {
  const facets = listing.value?.facets ?? [];
  const of = (key: string): Facet | undefined => facets.find((facet) => facet.key === key);
  const [metal, purity, stone, cut, carat, price] = ['metal', 'purity', 'stone', 'cut', 'carat', 'price'].map(of);
  if (metal === undefined) return <RailSkeleton />;
  return (
    <div class="facets">
      <TermsFacet
        facet={metal}
        name="metal"
        title="Metal"
        drawing={metalMark}
        label={(value) => upperFirst(metalWords(value))}
      />
      {purity !== undefined && (
        <TermsFacet facet={purity} name="purity" title="Purity" drawing={purityMark} label={purityLabel} />
      )}
      {stone !== undefined && (
        <TermsFacet
          facet={stone}
          name="stone"
          title="Stone"
          drawing={(value) => <StoneDrawing stone={value} />}
          label={(_, label) => label}
          missing="Without a stone"
        />
      )}
      {cut !== undefined && (
        <TermsFacet
          facet={cut}
          name="cut"
          title="Cut"
          drawing={(value) => <CutDrawing cut={value} />}
          label={(value) => upperFirst(value)}
          missing="Cut not stated"
        />
      )}
      {carat !== undefined && <RangeFacet facet={carat} name="carat" title="Carat" missing="Weight not stated" />}
      {price !== undefined && <RangeFacet facet={price} name="price" title="Price" />}
      <FlagsFacet facets={facets} />
    </div>
  );
}

function metalMark(value: string) {
  return <MarkOutline shape={shapeOf(value)} tone={toneOf(value)} text={finenessOfMetal(value)} />;
}

function purityMark(value: string) {
  const shape = shapeOfPurity(value);
  return <MarkOutline shape={shape} tone={TONE_OF_SHAPE[shape]} text={finenessOf(value)} />;
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
