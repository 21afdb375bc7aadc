import type { MigrationRun } from './run/migration-run.js';

export abstract class Supervisor {
  abstract readonly owner: string;
  abstract drive(run: MigrationRun): void;
}
