import type { ComponentType } from 'preact';

/** The parameters of a screen: the parts of its address. */
export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/**
 * A screen: its address with named parts (`:run`), its title, and how to load its code, which happens when it is first
 * opened.
 */
export interface Route {
  readonly path: string;
  readonly title: string;
  /** Its group in the navigation; if absent, it is not listed. */
  readonly nav?: NavGroup;
  readonly load: () => Promise<ComponentType<ScreenProps>>;
}

/** The parts of the navigation. */
export const NAV_GROUPS = ['Now', 'Products', 'Safety', 'Upkeep'] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

/** Every address of the console. To add a screen, add a line. */
export const ROUTES: readonly Route[] = [
  {
    path: '/admin',
    title: 'Overview',
    nav: 'Now',
    load: async () => (await import('../screens/overview/overview.js')).Overview,
  },
  {
    path: '/admin/migrations',
    title: 'Migrations',
    nav: 'Now',
    load: async () => (await import('../screens/migration/runs.js')).Runs,
  },
  {
    path: '/admin/migrations/:run',
    title: 'Migration',
    load: async () => (await import('../screens/migration/run-screen.js')).RunScreen,
  },
  {
    path: '/admin/migrations/:run/:phase',
    title: 'Phase',
    load: async () => (await import('../screens/migration/phase-screen.js')).PhaseScreen,
  },
  {
    path: '/admin/readiness',
    title: 'Readiness',
    nav: 'Now',
    load: async () => (await import('../screens/migration/readiness.js')).Readiness,
  },
  {
    path: '/admin/alerts',
    title: 'Alerts',
    nav: 'Now',
    load: async () => (await import('../screens/alerts/alerts.js')).AlertsScreen,
  },
  {
    path: '/admin/performance',
    title: 'Performance',
    nav: 'Now',
    load: async () => (await import('../screens/performance/performance.js')).Performance,
  },
  {
    path: '/admin/products',
    title: 'Products',
    nav: 'Products',
    load: async () => (await import('../screens/product/find-product.js')).FindProduct,
  },
  {
    path: '/admin/products/:product',
    title: 'Product',
    load: async () => (await import('../screens/product/product-screen.js')).ProductScreen,
  },
  {
    path: '/admin/quarantine',
    title: 'Quarantine',
    nav: 'Products',
    load: async () => (await import('../screens/quarantine/quarantine.js')).Quarantine,
  },
  {
    path: '/admin/backups',
    title: 'Backups and restore',
    nav: 'Safety',
    load: async () => (await import('../screens/backups/backups.js')).BackupsScreen,
  },
  {
    path: '/admin/restores/:restore',
    title: 'Restore',
    load: async () => (await import('../screens/backups/restore-screen.js')).RestoreScreen,
  },
  {
    path: '/admin/audit',
    title: 'Audit log',
    nav: 'Safety',
    load: async () => (await import('../screens/audit/audit.js')).Audit,
  },
  {
    path: '/admin/audit/:seq',
    title: 'Audit record',
    load: async () => (await import('../screens/audit/audit-record.js')).AuditRecordScreen,
  },
  {
    path: '/admin/indexes',
    title: 'Indexes',
    nav: 'Upkeep',
    load: async () => (await import('../screens/indexes/indexes.js')).Indexes,
  },
  {
    path: '/admin/schedules',
    title: 'Schedules',
    nav: 'Upkeep',
    load: async () => (await import('../screens/schedules/schedules.js')).Schedules,
  },
  {
    path: '/admin/schedules/:schedule',
    title: 'Schedule',
    load: async () => (await import('../screens/schedules/schedule-screen.js')).ScheduleScreen,
  },
  {
    path: '/admin/capacity',
    title: 'Capacity',
    nav: 'Upkeep',
    load: async () => (await import('../screens/capacity/capacity.js')).CapacityScreen,
  },
  {
    path: '/admin/reports',
    title: 'Reports',
    nav: 'Upkeep',
    load: async () => (await import('../screens/reports/reports.js')).Reports,
  },
  {
    path: '/admin/reports/:report',
    title: 'Report',
    load: async () => (await import('../screens/reports/report-screen.js')).ReportScreen,
  },
];
