import type { Schemas } from '../../shared/api-client.js';

type FacetValue = Schemas['FacetValue'];

/** In the order jewelers use: the classic cuts first. Others follow, most frequent first. */
const CUTS = [
  'round',
  'princess',
  'cushion',
  'oval',
  'emerald',
  'radiant',
  'asscher',
  'pear',
  'marquise',
  'heart',
  'baguette',
  'trillion',
  'cabochon',
  'baroque',
  'mixed',
];
/** Karats of gold by fineness, then silver and platinum in thousandths. */
const PURITIES = ['9K', '10K', '14K', '18K', '22K', '24K', '925', '950'];
const LAST = 'unspecified';

/** The values of a facet in trade order; closed vocabularies already arrive in that order from the API. */
export function inTradeOrder(key: string, values: readonly FacetValue[]): readonly FacetValue[] {
  const order = { cut: CUTS, purity: PURITIES }[key];
  if (order === undefined) return values;
  const place = ({ value }: FacetValue): number => {
    if (value === LAST) return order.length + 1;
    const index = order.findIndex((one) => one.toLowerCase() === value.toLowerCase());
    return index < 0 ? order.length : index;
  };
  return [...values].sort((a, b) => place(a) - place(b));
}

/**
 * The part of a long facet shown before it is expanded: the selected values, and those most frequent in the whole
 * catalog, so that the list does not change while the shopper selects from it.
 */
export function inShort(
  values: readonly FacetValue[],
  ofCatalog: readonly FacetValue[],
  most: number,
): readonly FacetValue[] {
  if (values.length <= most + 1) return values;
  const frequent = [...ofCatalog].sort((a, b) => b.count - a.count).slice(0, most);
  const names = new Set(frequent.map(({ value }) => value));
  return values.filter(({ value, selected }) => selected || names.has(value));
}
