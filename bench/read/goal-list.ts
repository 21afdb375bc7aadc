import type { Figures } from './figures.js';
import { difference, type Goal, type Reading, short } from './goals.js';
import { SORTS } from './groups/starts.js';
import { CLASSES, type ClassName } from './requests.js';

const SHARES = [0, 50, 100] as const;

/** The catalogue sizes that a group of figures was measured at. */
function sizes(figures: Figures, group: string): number[] {
  const found = figures.all().flatMap(({ id }) => (id.startsWith(`${group}/`) ? [Number(id.split('/')[1])] : []));
  return [...new Set(found)].sort((a, b) => a - b);
}

function each(figures: Figures, group: string, reading: (products: number, share: number) => Omit<Reading, 'where'>): Reading[] {
  return sizes(figures, group).flatMap((products) => SHARES.map((share) => (
    { where: `${short(products)} products, ${share} % migrated`, ...reading(products, share) })));
}

/** CPU of the service's page by the floor's, which is a page by REST that differs each time. */
function byFloor(kind: string, limit: number): Goal['readings'] {
  return (figures) => each(figures, 'pages', (products, share) => (
    { limit, value: figures.ratio(`pages/${products}/service-${share}/${kind}/cpu`, `pages/${products}/floor/rest/cpu`) }));
}

/** Requests a second of the service by those of the documented way. */
function byDocumented(kind: string, limit: number): Goal['readings'] {
  return (figures) => each(figures, 'pages', (products, share) => (
    { limit, value: figures.ratio(`pages/${products}/service-${share}/${kind}/rate`, `pages/${products}/documented/${kind}/rate`) }));
}

function growth(figures: Figures): Reading[] {
  const [least, ...larger] = sizes(figures, 'pages');
  const most = larger.at(-1);
  if (least === undefined || most === undefined) return [];
  const where = `${short(least)} → ${short(most)} products`;
  const at = (products: number, kind: string): string => `pages/${products}/service-100/${kind}/cpu`;
  return ['filterless', 'one-filter'].map((kind) => ({ where: `${kind}, ${where}`, limit: 1.5, value: figures.ratio(at(most, kind), at(least, kind)) }));
}

function firstRequests(figures: Figures): Reading[] {
  return sizes(figures, 'starts').filter((products) => products >= 10_000).flatMap((products) => SORTS.map((sort) => (
    { where: `${sort}, ${short(products)} products`, limit: 50, unit: ' ms', value: figures.summary(`starts/${products}/first-${sort}`) })));
}

const READY_WITHIN: Readonly<Record<number, number>> = { 10_000: 2, 100_000: 5, 1_000_000: 45 };
const MEMORY_WITHIN: Readonly<Record<number, number>> = { 75: 160, 100_000: 330 };

/** The goals of reading, in the order of the plan. */
export const READING_GOALS: readonly Goal[] = [
  { goal: 'REST page, not cached: CPU ÷ floor', asked: '≤ 0.3', readings: byFloor('rest', 0.3) },
  { goal: 'REST page, repeated: CPU ÷ floor', asked: '≤ 0.15', readings: byFloor('rest-repeated', 0.15) },
  { goal: 'GraphQL page, not cached: CPU ÷ floor', asked: '≤ 1.0', readings: byFloor('graphql', 1) },
  { goal: 'GraphQL page, repeated: CPU ÷ floor', asked: '≤ 0.25', readings: byFloor('graphql-repeated', 0.25) },
  { goal: 'REST, requests/s ÷ the documented way', asked: '≥ 15', atLeast: true, readings: byDocumented('rest', 15) },
  { goal: 'GraphQL, requests/s ÷ the documented way', asked: '≥ 5', atLeast: true, readings: byDocumented('graphql', 5) },
  {
    goal: 'all facets with exact total, beside a page without (p50, one at a time)', asked: '≤ 10 ms more',
    readings: (figures) => each(figures, 'facets', (products, share) => {
      const at = `facets/${products}/service-${share}`;
      return { limit: 10, unit: ' ms', value: difference(figures, `${at}/with/p50`, `${at}/without/p50`) };
    }).filter(({ where }) => !where.startsWith('1,000 ')),
  },
  { goal: 'first request of any sort after ready', asked: '≤ 50 ms', readings: firstRequests },
  {
    goal: 'cursor page at the far end ÷ first page (p50)', asked: '≤ 1.2',
    readings: (figures) => sizes(figures, 'cursors').map((products) => {
      const at = `cursors/${products}/service-100`;
      return { where: `${short(products)} products`, limit: 1.2, value: figures.ratio(`${at}/last/p50`, `${at}/first/p50`) };
    }),
  },
  { goal: 'CPU of a page, smallest → largest catalogue', asked: '≤ 1.5 ×', readings: growth },
  {
    goal: 'start to ready', asked: '≤ 2 s, 5 s, 45 s with 10,000, 100,000, 1,000,000 products',
    readings: (figures) => Object.entries(READY_WITHIN).map(([products, limit]) => (
      { where: `${short(Number(products))} products`, limit, unit: ' s', value: figures.summary(`starts/${products}/ready`) })),
  },
  {
    goal: 'memory under load', asked: '≤ 160 MB, 330 MB with 75, 100,000 products',
    readings: (figures) => Object.entries(MEMORY_WITHIN).flatMap(([products, limit]) => [0, 100].map((share) => (
      { where: `${short(Number(products))} products, ${share} % migrated`, limit, unit: ' MB', value: figures.summary(`pages/${products}/service-${share}/memory`) }))),
  },
  {
    goal: 'CPU of an idle instance, way back open', asked: '≤ 1 % of a core',
    readings: (figures) => [{ where: 'demo', limit: 1, unit: ' %', value: figures.summary('idle/75/cpu') }],
  },
  {
    goal: 'p95 beside 1,000 outside writes/s ÷ without', asked: '≤ 2',
    readings: (figures) => sizes(figures, 'writes').map((products) => {
      const at = `writes/${products}/service-100`;
      return { where: `${short(products)} products`, limit: 2, value: figures.ratio(`${at}/with/p95-counted-out`, `${at}/without/p95`) };
    }),
  },
  {
    goal: 'p95 beside 1,000 outside writes/s', asked: '< 50 ms',
    readings: (figures) => sizes(figures, 'writes').map((products) => (
      { where: `${short(products)} products`, limit: 50, unit: ' ms', value: figures.summary(`writes/${products}/service-100/with/p95-counted-out`) })),
  },
  {
    goal: 'changes taken in by the catalogue, for a core', asked: '≥ 8,000/s', atLeast: true,
    readings: (figures) => each(figures, 'intake', (products, share) => (
      { limit: 8_000, unit: '/s', value: figures.summary(`intake/${products}/service-${share}/per-core-second`) })),
  },
];

/** What the platform asks of its API's latencies. */
export const PLATFORM_GOALS: readonly Goal[] = [
  ...(Object.entries(CLASSES) as [ClassName, { readonly limit: number }][]).map(([name, { limit }]): Goal => ({
    goal: `p95 of ${name}`, asked: `≤ ${limit} ms`,
    readings: (figures) => each(figures, 'classes', (products, share) => (
      { limit, unit: ' ms', value: figures.summary(`classes/${products}/service-${share}/${name}/p95`) })),
  })),
  {
    goal: 'a page of a half migrated catalogue ÷ of a migrated one (p95)', asked: '≤ 1.5',
    readings: (figures) => sizes(figures, 'classes').map((products) => {
      const at = (share: number): string => `classes/${products}/service-${share}/catalogue page/p95`;
      return { where: `${short(products)} products`, limit: 1.5, value: figures.ratio(at(50), at(100)) };
    }),
  },
];

/** Every goal, of the plan and of the platform. */
export const GOALS: readonly Goal[] = [...READING_GOALS, ...PLATFORM_GOALS];
