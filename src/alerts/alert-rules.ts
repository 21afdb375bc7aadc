import type { AlertRule } from './alert-rule.js';
import { DATABASE_RULES } from './rules/database.rules.js';
import { MIGRATION_RULES } from './rules/migration.rules.js';
import { SERVICE_RULES } from './rules/service.rules.js';
import { UPKEEP_RULES } from './rules/upkeep.rules.js';

/**
 * Every alert: what is measured, from which value on it is how severe, for how long it has to be so, for how long it
 * has to be over, and what to do. The alert rules and the guide in `ops/` are made from this table.
 */
export const ALERT_RULES: readonly AlertRule[] = [
  ...SERVICE_RULES,
  ...DATABASE_RULES,
  ...MIGRATION_RULES,
  ...UPKEEP_RULES,
];
