import type { Command } from './command.js';
import { demoCommand } from './commands/demo.command.js';
import { exportCommand } from './commands/export.command.js';
import { importCommand } from './commands/import.command.js';

/** Every command of `npx catalog`, in the order that the help lists them. */
export const COMMANDS: readonly Command[] = [
  importCommand,
  exportCommand,
  demoCommand,
];
