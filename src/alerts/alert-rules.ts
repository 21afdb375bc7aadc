import type { AlertRule } from './alert-rule.js';
import { DATABASE_RULES } from './rules/database.rules.js';
import { MIGRATION_RULES } from './rules/migration.rules.js';
import { SERVICE_RULES } from './rules/service.rules.js';
import { UPKEEP_RULES } from './rules/upkeep.rules.js';

/**
 * All alert rules: what is measured, the thresholds of each severity, how long they have to be exceeded, how long until
 * the alert is resolved, and what to do. The Prometheus rules and the guide in `ops/` are generated from this table.
 */
export const ALERT_RULES: readonly AlertRule[] = [
  ...SERVICE_RULES,
  ...DATABASE_RULES,
  ...MIGRATION_RULES,
  ...UPKEEP_RULES,
];
