import { firstOf, isPlainObject, isPresent, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Change, Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';
import { listedSubcategory, pluralCategory } from '../v1-catalogue/category.js';
import { category, typeOf } from './category.js';
import { adjustedItems } from './inventory.js';

type Rule = (value: unknown, document: StoredDocument) => readonly Target[];

/** How this shape expresses the fields of v1; fields not listed have no counterpart here. */
const RULES: Readonly<Record<string, Rule>> = {
  name: at('name'),
  description: at('description'),
  'pricing.basePrice': at('basePrice'),
  'pricing.currency': at('currency'),
  'metadata.status': (value, document) => [
    { path: isPresent(getAt(document, 'metadata.status')) ? 'metadata.status' : 'status', value },
  ],
  'metadata.featured': featuredPlaced,
  'metadata.tags': (value, document) => [
    { path: Array.isArray(getAt(document, 'metadata.tags')) ? 'metadata.tags' : 'tags', value },
  ],
  tags: at('tags'),
  'seo.slug': at('seo.slug'),
  slug: at('slug'),
  images: at('images'),
  imageUrl: at('imageUrl'),
  'media.primary': imagePlaced,
  'inventory.available': stockPlaced,
  materials: materialsPlaced,
  'customization.materials': (value, document) => (document.materials === undefined ? materialsPlaced(value) : []),
  gemstones: gemstonesPlaced,
  'customization.gemstones': (value, document) => (document.gemstones === undefined ? gemstonesPlaced(value) : []),
};

/** Changes to v1 fields in v0's terms; the chain keeps what this shape has no field for. */
export function downgrade(changes: readonly Change[], document: StoredDocument): readonly Target[] {
  const values = new Map(
    changes.flatMap((change) => ('value' in change ? [[change.path, change.value] as const] : [])),
  );
  const placed = [...values].flatMap(([path, value]) =>
    Object.hasOwn(RULES, path) ? (RULES[path]?.(value, document) ?? []) : [],
  );
  return [...placed, ...typePlaced(values, document)];
}

function at(path: string): Rule {
  return (value) => [{ path, value }];
}

/** The type expresses category and subcategory together, unless the document has fields for them. */
function typePlaced(values: ReadonlyMap<string, unknown>, document: StoredDocument): readonly Target[] {
  if (!values.has('category') && !values.has('subcategory')) return [];
  const hasCategory = pluralCategory(document.category) !== undefined;
  const hasSubcategory = listedSubcategory(document.subcategory) !== undefined;
  const own = [...(hasCategory ? ['category'] : []), ...(hasSubcategory ? ['subcategory'] : [])].filter((path) =>
    values.has(path),
  );

  const now = Object.fromEntries(category(document).map(({ path, value }) => [path, value]));
  const wanted = (path: 'category' | 'subcategory'): unknown =>
    values.has(path) ? values.get(path) : (now[path] ?? document[path]);
  const type = hasCategory && hasSubcategory ? undefined : typeOf(wanted('category'), wanted('subcategory'));
  return [
    ...own.map((path) => ({ path, value: values.get(path) })),
    ...(type === undefined ? [] : [{ path: 'type', value: type }]),
  ];
}

function featuredPlaced(value: unknown, document: StoredDocument): readonly Target[] {
  const isFlagged = typeof getAt(document, 'metadata.featured') === 'boolean';
  return [{ path: isFlagged ? 'metadata.featured' : 'analytics.trending', value }];
}

function stockPlaced(value: unknown, { inventory }: StoredDocument): readonly Target[] {
  const wanted = numberOf(value);
  const items = wanted === undefined ? undefined : adjustedItems(inventory, wanted);
  return items === undefined ? [] : [{ path: 'inventory', value: items }];
}

function imagePlaced(url: unknown, { images, media }: StoredDocument): readonly Target[] {
  if (isPresent(media)) return [{ path: 'media.primary', value: url }];
  const rest: readonly unknown[] = Array.isArray(images) ? images : [];
  return [{ path: 'images', value: [{ url, alt: '', isPrimary: true, order: 0, isOptimized: false }, ...rest] }];
}

/** The v1 material names for which this shape has a word: it has none for the color of gold, nor for 18K. */
const MATERIALS: Readonly<Record<string, string>> = {
  '14k gold': 'gold',
  silver: 'silver',
  platinum: 'platinum',
  titanium: 'titanium',
  'stainless steel': 'steel',
  brass: 'brass',
  copper: 'copper',
};

function materialsPlaced(value: unknown): readonly Target[] {
  const first = firstOf(value);
  if (first === undefined || !Array.isArray(value)) return [];
  const word = MATERIALS[String(typeof first === 'string' ? first : first.name).toLowerCase()];
  return word === undefined ? [] : [{ path: 'materials', value: [word, ...(value as readonly unknown[]).slice(1)] }];
}

const STONE_FIELDS: readonly string[] = ['type', 'carat', 'cut', 'clarity', 'color', 'certification'];

/** This shape records a stone's kind, but not its origin, and only the name of its certificate. */
function gemstonesPlaced(value: unknown): readonly Target[] {
  const first = firstOf(value);
  if (!isPlainObject(first) || !Array.isArray(value)) return [];
  const agency = getAt(first, 'certification.agency');
  const fields = Object.entries(first).filter(([key]) => STONE_FIELDS.includes(key));
  const stone = { ...Object.fromEntries(fields), ...(agency === undefined ? {} : { certification: agency }) };
  return [{ path: 'gemstones', value: [stone, ...(value as readonly unknown[]).slice(1)] }];
}
