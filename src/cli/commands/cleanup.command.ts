import { wordCommand } from '../send-command.js';

/** `catalog cleanup` */
export const cleanupCommand = wordCommand({
  kind: 'cleanup',
  description: 'Drops the rollback copy; after that, no rollback is possible',
});
