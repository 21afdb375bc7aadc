/** A request of the old API and its current equivalent: both must return the same products, order and total. */
export interface OldAndNew {
  readonly title: string;
  /** A query string, or a path below /api/products that starts with `/`. */
  readonly old: string;
  readonly now: string;
}

/** Every row of the old contract, alone and in combination with others. */
export const OLD_AND_NEW: readonly OldAndNew[] = [
  { title: 'full text', old: 'query=ring', now: 'q=ring&sort=popular&limit=20' },
  {
    title: 'full text under its present name',
    old: 'q=diamond&sortBy=price&sortOrder=asc',
    now: 'q=diamond&sort=price&limit=20',
  },
  { title: 'a page', old: 'sortBy=name&sortOrder=asc&page=2', now: 'sort=name&page=2&limit=20' },
  { title: 'a page of a size', old: 'sortBy=popularity&page=3&limit=7', now: 'sort=popular&page=3&limit=7' },
  { title: 'the largest page', old: 'sortBy=popularity&limit=100', now: 'sort=popular&limit=50' },
  { title: 'popularity, whatever the order', old: 'sortBy=popularity&sortOrder=asc', now: 'sort=popular&limit=20' },
  { title: 'an order alone', old: 'sortOrder=asc', now: 'sort=popular&limit=20' },
  { title: 'price, descending by default', old: 'sortBy=price', now: 'sort=-price&limit=20' },
  { title: 'price, ascending', old: 'sortBy=price&sortOrder=asc', now: 'sort=price&limit=20' },
  { title: 'name, descending by default', old: 'sortBy=name', now: 'sort=-name&limit=20' },
  { title: 'newest, whatever the order', old: 'sortBy=newest&sortOrder=asc', now: 'sort=newest&limit=20' },
  { title: 'categories', old: 'categories=rings,necklaces', now: 'category=rings,necklaces&sort=popular&limit=20' },
  {
    title: 'categories, repeated and in the singular',
    old: 'categories=ring&categories=bracelet',
    now: 'category=rings,bracelets&sort=popular&limit=20',
  },
  {
    title: 'subcategories',
    old: 'subcategories=studs, pendants',
    now: 'subcategory=studs,pendants&sort=popular&limit=20',
  },
  { title: 'prices', old: 'minPrice=200&maxPrice=900.50', now: 'priceMin=200&priceMax=900.50&sort=popular&limit=20' },
  {
    title: 'a family of gold',
    old: 'metals=14k-gold',
    now: 'metal=14k-gold,14k-white-gold,14k-rose-gold&sort=popular&limit=20',
  },
  {
    title: 'several metals',
    old: 'metals=silver,18k-gold,platinum',
    now: 'metal=silver,18k-gold,18k-white-gold,18k-rose-gold,platinum&sort=popular&limit=20',
  },
  { title: 'stones', old: 'stones=lab-diamond,moissanite', now: 'stone=lab-diamond,moissanite&sort=popular&limit=20' },
  {
    title: 'carats beside an old name',
    old: 'caratMin=0.5&caratMax=1.5&sortBy=newest',
    now: 'caratMin=0.5&caratMax=1.5&sort=newest&limit=20',
  },
  {
    title: 'material tags',
    old: 'materialTags=minimalist,vintage',
    now: 'tags=minimalist,vintage&sort=popular&limit=20',
  },
  {
    title: 'tags under their present name',
    old: 'tags=proposal&sortBy=popularity',
    now: 'tags=proposal&sort=popular&limit=20',
  },
  {
    title: 'both kinds of tags',
    old: 'materialTags=minimalist&tags=proposal',
    now: 'tags=minimalist,proposal&tagsMode=all&sort=popular&limit=20',
  },
  {
    title: 'material options by id',
    old: 'materials=platinum-950,white-gold-18k',
    now: 'availableIn=platinum,18k-white-gold&sort=popular&limit=20',
  },
  { title: 'material options by metal', old: 'materials=silver', now: 'availableIn=silver&sort=popular&limit=20' },
  {
    title: 'gemstone options',
    old: 'gemstones=sapphire,other',
    now: 'availableStone=sapphire,lab-sapphire,moissanite,pearl,topaz,amethyst,opal,other&sort=popular&limit=20',
  },
  { title: 'collections', old: 'collections=Halcyon,Orbit', now: 'collection=Halcyon,Orbit&sort=popular&limit=20' },
  {
    title: 'what has no effect',
    old: 'sizes=6,7&creatorTier=gold&creatorExclusive=true',
    now: 'sort=popular&limit=20',
  },
  {
    title: 'flags that are set to anything',
    old: 'inStock=1&featured=yes&newArrival=true&sortBy=popularity',
    now: 'inStock=true&featured=true&newArrival=true&sort=popular&limit=20',
  },
  { title: 'a flag that is false', old: 'inStock=false&sortBy=popularity', now: 'inStock=false&sort=popular&limit=20' },
  {
    title: 'reduced and customizable',
    old: 'onSale=on&customizable=x&sortBy=price',
    now: 'onSale=true&customizable=true&sort=-price&limit=20',
  },
  {
    title: 'empty parameters',
    old: 'query=&minPrice=&metals=&categories=rings&limit=&inStock=',
    now: 'category=rings&sort=popular&limit=20',
  },
  {
    title: 'a current name of something else',
    old: 'minPrice=300&purity=14K&facets=metal',
    now: 'priceMin=300&purity=14K&facets=metal&sort=popular&limit=20',
  },
  {
    title: 'everything together',
    old:
      'query=gold&categories=rings&metals=14k-gold&minPrice=100&maxPrice=3000&' +
      'inStock=true&sortBy=price&sortOrder=asc&limit=10',
    now:
      'q=gold&category=rings&metal=14k-gold,14k-white-gold,14k-rose-gold&priceMin=100&priceMax=3000&' +
      'inStock=true&sort=price&limit=10',
  },
  { title: 'featured products', old: '/featured', now: 'featured=true&sort=popular&limit=8' },
  {
    title: 'some featured products',
    old: '/featured?limit=3&page=2',
    now: 'featured=true&sort=popular&limit=3&page=2',
  },
  { title: 'a category', old: '/category/rings', now: 'category=rings&sort=popular&limit=20' },
  {
    title: 'a category in the singular, filtered',
    old: '/category/earring?limit=5&maxPrice=800',
    now: 'category=earrings&priceMax=800&sort=popular&limit=5',
  },
];

/** The URL of an old request. */
export function oldUrl(old: string): string {
  return old.startsWith('/') ? `/api/products${old}` : `/api/products?${old}`;
}
