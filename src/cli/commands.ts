import type { Command } from './command.js';
import { abortCommand } from './commands/abort.command.js';
import { auditCommand } from './commands/audit.command.js';
import { backupCommand } from './commands/backup.command.js';
import { capacityCommand } from './commands/capacity.command.js';
import { cleanupCommand } from './commands/cleanup.command.js';
import { demoCommand } from './commands/demo.command.js';
import { exportCommand } from './commands/export.command.js';
import { indexesCommand } from './commands/indexes.command.js';
import { importCommand } from './commands/import.command.js';
import { maintainCommand } from './commands/maintain.command.js';
import { migrateCommand } from './commands/migrate.command.js';
import { pauseCommand } from './commands/pause.command.js';
import { quarantineCommand } from './commands/quarantine.command.js';
import { resumeCommand } from './commands/resume.command.js';
import { rollbackCommand } from './commands/rollback.command.js';
import { statusCommand } from './commands/status.command.js';
import { switchCommand } from './commands/switch.command.js';
import { validateCommand } from './commands/validate.command.js';
import { verifyCommand } from './commands/verify.command.js';

/** All commands of `npx catalog`, in help order. */
export const COMMANDS: readonly Command[] = [
  validateCommand,
  migrateCommand,
  statusCommand,
  pauseCommand,
  resumeCommand,
  abortCommand,
  switchCommand,
  verifyCommand,
  rollbackCommand,
  cleanupCommand,
  quarantineCommand,
  backupCommand,
  auditCommand,
  maintainCommand,
  capacityCommand,
  indexesCommand,
  importCommand,
  exportCommand,
  demoCommand,
];
