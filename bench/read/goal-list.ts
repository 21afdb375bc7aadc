import type { Figures } from './figures.js';
import { difference, type Goal, type Reading, short } from './goals.js';
import { SORTS } from './groups/starts.js';
import { CLASSES, type ClassName } from './requests.js';

const SHARES = [0, 50, 100] as const;
/** The goals for facets and first requests apply to large catalogs. */
const LARGE = 10_000;

/** The catalog sizes at which a group of figures was measured. */
function sizes(figures: Figures, group: string): number[] {
  const found = figures.all().flatMap(({ id }) => (id.startsWith(`${group}/`) ? [Number(id.split('/')[1])] : []));
  return [...new Set(found)].sort((a, b) => a - b);
}

type AtSize = (products: number) => Omit<Reading, 'where'>;
type AtShare = (products: number, share: number) => Omit<Reading, 'where'>;

function bySize(figures: Figures, group: string, reading: AtSize): Reading[] {
  return sizes(figures, group).map((products) => ({ where: `${short(products)} products`, ...reading(products) }));
}

function byShare(figures: Figures, group: string, reading: AtShare): Reading[] {
  return sizes(figures, group).flatMap((products) =>
    SHARES.map((share) => ({ where: `${short(products)} products, ${share} % migrated`, ...reading(products, share) })),
  );
}

/** CPU of the service's page divided by that of the floor's REST page with distinct requests. */
function byFloor(kind: string, limit: number): Goal['readings'] {
  return (figures) =>
    byShare(figures, 'pages', (products, share) => {
      const at = `pages/${products}`;
      return { limit, value: figures.ratio(`${at}/service-${share}/${kind}/cpu`, `${at}/floor/rest/cpu`) };
    });
}

/** Requests per second of the service divided by those of the documented way. */
function byDocumented(kind: string, limit: number): Goal['readings'] {
  return (figures) =>
    byShare(figures, 'pages', (products, share) => {
      const at = `pages/${products}`;
      return { limit, value: figures.ratio(`${at}/service-${share}/${kind}/rate`, `${at}/documented/${kind}/rate`) };
    });
}

function facets(figures: Figures): Reading[] {
  return byShare(figures, 'facets', (products, share) => {
    const at = `facets/${products}/service-${share}`;
    return { limit: 10, unit: ' ms', value: difference(figures, `${at}/with/p50`, `${at}/without/p50`) };
  });
}

function firstRequests(figures: Figures): Reading[] {
  return SORTS.flatMap((sort) =>
    sizes(figures, 'starts')
      .filter((products) => products >= LARGE)
      .map((products) => {
        const value = figures.summary(`starts/${products}/first-${sort}`);
        return { where: `${sort}, ${short(products)} products`, limit: 50, unit: ' ms', value };
      }),
  );
}

function farCursors(figures: Figures): Reading[] {
  return bySize(figures, 'cursors', (products) => {
    const at = `cursors/${products}/service-100`;
    return { limit: 1.2, value: figures.ratio(`${at}/last/p50`, `${at}/first/p50`) };
  });
}

function growth(figures: Figures): Reading[] {
  const [least, ...larger] = sizes(figures, 'pages');
  const most = larger.at(-1);
  if (least === undefined || most === undefined) return [];
  const at = (products: number, kind: string): string => `pages/${products}/service-100/${kind}/cpu`;
  return ['filterless', 'one-filter'].map((kind) => ({
    where: `${kind}, ${short(least)} → ${short(most)} products`,
    limit: 1.5,
    value: figures.ratio(at(most, kind), at(least, kind)),
  }));
}

/** Limits by the number of products. */
type Limits = Readonly<Record<number, number>>;
const READY_SECONDS: Limits = { 10_000: 2, 100_000: 5, 1_000_000: 45 };
const MEMORY_MB: Limits = { 75: 160, 100_000: 330 };

function ready(figures: Figures): Reading[] {
  return Object.entries(READY_SECONDS).map(([products, limit]) => ({
    where: `${short(Number(products))} products`,
    limit,
    unit: ' s',
    value: figures.summary(`starts/${products}/ready`),
  }));
}

function memory(figures: Figures): Reading[] {
  return Object.entries(MEMORY_MB).flatMap(([products, limit]) =>
    [0, 100].map((share) => ({
      where: `${short(Number(products))} products, ${share} % migrated`,
      limit,
      unit: ' MB',
      value: figures.summary(`pages/${products}/service-${share}/memory`),
    })),
  );
}

function writesRatio(figures: Figures): Reading[] {
  return bySize(figures, 'writes', (products) => {
    const at = `writes/${products}/service-100`;
    return { limit: 2, value: figures.ratio(`${at}/with/p95-counted-out`, `${at}/without/p95`) };
  });
}

function writesLatency(figures: Figures): Reading[] {
  return bySize(figures, 'writes', (products) => ({
    limit: 50,
    unit: ' ms',
    value: figures.summary(`writes/${products}/service-100/with/p95-counted-out`),
  }));
}

function intake(figures: Figures): Reading[] {
  return byShare(figures, 'intake', (products, share) => ({
    limit: 8_000,
    unit: '/s',
    value: figures.summary(`intake/${products}/service-${share}/per-core-second`),
  }));
}

function idle(figures: Figures): Reading[] {
  return [{ where: 'demo', limit: 1, unit: ' %', value: figures.summary('idle/75/cpu') }];
}

const READING_GOALS: readonly Goal[] = [
  { goal: 'REST page, not cached: CPU ÷ floor', asked: '≤ 0.3', readings: byFloor('rest', 0.3) },
  { goal: 'REST page, repeated: CPU ÷ floor', asked: '≤ 0.15', readings: byFloor('rest-repeated', 0.15) },
  { goal: 'GraphQL page, not cached: CPU ÷ floor', asked: '≤ 1.0', readings: byFloor('graphql', 1) },
  { goal: 'GraphQL page, repeated: CPU ÷ floor', asked: '≤ 0.25', readings: byFloor('graphql-repeated', 0.25) },
  { goal: 'REST requests/s ÷ documented way', asked: '≥ 15', atLeast: true, readings: byDocumented('rest', 15) },
  { goal: 'GraphQL requests/s ÷ documented way', asked: '≥ 5', atLeast: true, readings: byDocumented('graphql', 5) },
  { goal: 'all facets with exact total, against a page without: p50', asked: '≤ 10 ms more', readings: facets },
  { goal: 'first request in any sort order, after ready', asked: '≤ 50 ms', readings: firstRequests },
  { goal: 'cursor page at the far end ÷ first page: p50', asked: '≤ 1.2', readings: farCursors },
  { goal: 'CPU of a page, smallest → largest catalog', asked: '≤ 1.5 ×', readings: growth },
  { goal: 'start to ready', asked: '≤ 2 s (10,000), 5 s (100,000), 45 s (1,000,000 products)', readings: ready },
  { goal: 'memory under load', asked: '≤ 160 MB (75), 330 MB (100,000 products)', readings: memory },
  { goal: 'CPU of an idle instance, rollback open', asked: '≤ 1 % of a core', readings: idle },
  { goal: 'p95 with 1,000 outside writes/s ÷ without, writers excluded', asked: '≤ 2', readings: writesRatio },
  { goal: 'p95 with 1,000 outside writes/s, writers excluded', asked: '< 50 ms', readings: writesLatency },
  { goal: 'changes applied per CPU second', asked: '≥ 8,000', atLeast: true, readings: intake },
];

/** The platform's latency limits, by query class. */
const CLASS_GOALS = (Object.keys(CLASSES) as ClassName[]).map((name): Goal => {
  const { limit } = CLASSES[name];
  return {
    goal: `p95 of ${name}`,
    asked: `≤ ${limit} ms`,
    readings: (figures) =>
      byShare(figures, 'classes', (products, share) => ({
        limit,
        unit: ' ms',
        value: figures.summary(`classes/${products}/service-${share}/${name}/p95`),
      })),
  };
});

const HALF_MIGRATED: Goal = {
  goal: 'catalogue page, half migrated ÷ fully migrated: p95',
  asked: '≤ 1.5',
  readings: (figures) =>
    bySize(figures, 'classes', (products) => {
      const at = (share: number): string => `classes/${products}/service-${share}/catalogue page/p95`;
      return { limit: 1.5, value: figures.ratio(at(50), at(100)) };
    }),
};

/** Every goal of reading, then the platform's limits. */
export const GOALS: readonly Goal[] = [...READING_GOALS, ...CLASS_GOALS, HALF_MIGRATED];
