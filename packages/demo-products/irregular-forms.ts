import { Decimal128, type Document, Double, Long } from 'mongodb';

import type { Random } from './random.js';

type Change = (document: Document, random: Random) => void;

/** The path of a document's price; the mapping accepts any number type and numeric text. */
function changePrice(document: Document, change: (price: number) => unknown): void {
  if ('pricing' in document)
    document['pricing'] = { ...document['pricing'], basePrice: change(Number(document['pricing'].basePrice)) };
  else document['basePrice'] = change(Number(document['basePrice']));
}

function firstOf(document: Document, part: 'materials' | 'gemstones'): Document | undefined {
  const list: unknown = document['customization']?.[part] ?? document[part];
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? first : undefined;
}

/**
 * Irregular forms left behind by writers, which the mapping understands. Each changes a document of any legacy shape;
 * if the shape does not support it, the document stays regular.
 */
export const IRREGULAR_FORMS = {
  'price as text': (document) => changePrice(document, (price) => price.toFixed(2)),
  'price as Decimal128': (document) => changePrice(document, (price) => Decimal128.fromString(price.toFixed(2))),
  'price as Long': (document) => changePrice(document, (price) => Long.fromNumber(Math.round(price))),
  'price as whole Double': (document) => changePrice(document, (price) => new Double(Math.round(price))),
  'blanks around the name': (document) => {
    document['name'] = `  ${document['name']} `;
  },
  'purity in words': (document) => {
    const metal = firstOf(document, 'materials');
    if (metal !== undefined && 'purity' in metal) metal['purity'] = String(metal['purity']).replace('K', ' karat');
  },
  'no date': (document) => {
    delete document['createdAt'];
  },
  'date as text': (document) => {
    document['createdAt'] = new Date(document['createdAt']).toISOString();
  },
  'carat 0': (document) => {
    const stone = firstOf(document, 'gemstones');
    if (stone !== undefined) stone['carat'] = 0;
  },
  'carat as text': (document) => {
    const stone = firstOf(document, 'gemstones');
    if (stone !== undefined) stone['carat'] = '0.75 ct';
  },
  'no metadata': (document) => {
    document['metadata'] = null;
  },
  'metadata replaced by one flag': (document) => {
    document['metadata'] = { featured: true };
  },
  'category in capitals': (document) => {
    const field = 'category' in document ? 'category' : 'type';
    document[field] = String(document[field]).toUpperCase();
  },
  'no description': (document) => {
    delete document['description'];
  },
  'unknown subcategory': (document) => {
    document['subcategory'] = 'one-of-a-kind';
  },
  'blank and double tags': (document) => {
    const holder: Document = document['metadata']?.tags === undefined ? document : document['metadata'];
    const tags: unknown[] = Array.isArray(holder['tags']) ? holder['tags'] : [];
    holder['tags'] = [' gift ', '', ...tags, tags[0] ?? 'gift'];
  },
  'no slug': (document) => {
    document['seo'] = { metaTitle: document['name'] };
  },
  'flags as text': (document) => {
    document['metadata'] = { ...document['metadata'], featured: 'yes', bestseller: 1 };
  },
  'null where lists belong': (document) => {
    if ('customization' in document) document['customization'] = { ...document['customization'], gemstones: null };
    else document['gemstones'] = null;
  },
  'letters of the world': (document, random) => {
    document['name'] = `${document['name']} ${random.pick(['\u{1F48D}', 'Ünïque', 'خاتم', '指輪', 'e\u0301clat'])}`;
  },
} as const satisfies Readonly<Record<string, Change>>;

export type IrregularForm = keyof typeof IRREGULAR_FORMS;

/** Applies one randomly chosen irregular form to a document. */
export function makeIrregular(document: Document, random: Random): IrregularForm {
  const form = random.pick(Object.keys(IRREGULAR_FORMS) as IrregularForm[]);
  (IRREGULAR_FORMS[form] as Change)(document, random);
  return form;
}
