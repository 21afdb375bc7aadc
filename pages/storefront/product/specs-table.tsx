import type { ProductDetail } from '../data/product-store.js';
import { finenessOf } from '../words/fineness.js';
import { metalWords, type Product, stoneWords, upperFirst } from '../words/product-words.js';

type Row = readonly [term: string, text: string];

interface SpecsProps {
  readonly product: Product;
  readonly detail: ProductDetail['detail'] | undefined;
}

/** The stated facts about metal and stone; anything not stated is omitted. */
export function SpecsTable({ product, detail }: SpecsProps) {
  return (
    <div class="specs">
      <Group title="Metal" rows={metalRows(product.materialSpecs.metal)} />
      {product.materialSpecs.stone !== undefined && (
        <Group title="Stone" rows={stoneRows(product.materialSpecs.stone, detail)} />
      )}
    </div>
  );
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function metalRows({ type, purity, finish, sustainability }: Product['materialSpecs']['metal']): readonly Row[] {
  const fineness = finenessOf(purity);
  const origin = [
    sustainability.recycled ? 'recycled' : '',
    sustainability.ethicallySourced ? 'ethically sourced' : '',
  ];
  const originText = origin.filter((word) => word !== '').join(', ');
  return [
    ['Metal', upperFirst(metalWords(type))],
    ...(fineness === undefined
      ? []
      : [['Purity', fineness === purity ? `${fineness} of 1,000` : `${purity}, ${fineness} of 1,000`] as const]),
    ['Finish', upperFirst(finish)],
    ...(originText === '' ? [] : [['Origin', upperFirst(originText)] as const]),
  ];
}

function stoneRows(
  stone: NonNullable<Product['materialSpecs']['stone']>,
  detail: SpecsProps['detail'],
): readonly Row[] {
  const { type, carat, cut, clarity, color, certification, sustainability } = stone;
  const { labGrown, conflictFree, traceable } = sustainability;
  const origin = [labGrown ? 'lab-grown' : '', conflictFree ? 'conflict-free' : '', traceable ? 'traceable' : ''];
  const number = detail?.certifications.find(({ issuer }) => issuer === certification)?.certificateNumber;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Stone', stoneWords(type)],
    ['Weight', carat === undefined ? undefined : `${carat} ct`],
    ['Cut', cut],
    ['Color', color],
    ['Clarity', clarity],
    [
      'Certificate',
      certification === 'none' ? undefined : number === undefined ? certification : `${certification} ${number}`,
    ],
    ['Origin', origin.filter((word) => word !== '').join(', ')],
  ];
  return rows.flatMap(([term, text]) => (text === undefined || text === '' ? [] : [[term, upperFirst(text)] as const]));
}
