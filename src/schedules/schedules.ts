import type { Schedule, ScheduleName } from './schedule.js';

/**
 * Every schedule. Jobs that are due at the same time run in this order; the jobs themselves are in `jobs/`, under the
 * same names.
 */
export const SCHEDULES: readonly Schedule[] = [
  {
    name: 'performance-check',
    title: 'Measures every query class on the live products against its limit',
    cron: '0 1 * * *',
    limitMinutes: 15,
  },
  {
    name: 'capacity-snapshot',
    title: 'Records sizes: products, disk, oplog, query times',
    cron: '30 1 * * *',
    limitMinutes: 30,
  },
  {
    name: 'full-backup',
    title: 'Backs up all products, reads the backup back and compares',
    cron: '0 4 * * *',
    limitMinutes: 360,
    waits: 'a switch would interrupt the backup, and a migration makes one of its own',
  },
  {
    name: 'retention',
    title:
      'Removes what is past its retention: backups, replaced collections, records of ended migrations, hidden indexes',
    cron: '0 6 * * *',
    limitMinutes: 60,
    waits: 'what it needs must not be removed',
  },
  {
    name: 'index-usage',
    title: 'Counts the use of each index and reports unused ones',
    cron: '0 2 * * 0',
    limitMinutes: 15,
  },
  {
    name: 'full-audit',
    title:
      'Maps every product, compares a sample with what the last migration kept, restores the newest backup, ' +
      'verifies the audit log',
    cron: '0 3 1 * *',
    limitMinutes: 720,
    waits: 'both would read every product at once, and products change under the audit',
  },
  {
    name: 'index-review',
    title: 'Compares the indexes with what the queries need, explains every query class, writes the index report',
    cron: '0 5 1 1,4,7,10 *',
    limitMinutes: 60,
    waits: 'indexes are being built on a new collection',
  },
];

/** What `npx catalog maintain` runs by default. */
export const DAILY: ScheduleName = 'performance-check';
