import type { Schedule, ScheduleName } from './schedule.js';

/**
 * Everything that the service does by itself at fixed times, in the order in which things that are due at once are
 * done. What each does is in `jobs/`, under the same name.
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

/** The one that `npx catalog maintain` runs where no other is named. */
export const DAILY: ScheduleName = 'performance-check';
