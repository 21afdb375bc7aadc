import { wordCommand } from '../send-command.js';

/** `catalog rollback` */
export const rollbackCommand = wordCommand({
  kind: 'rollback',
  description: 'Rolls back to the old shape; nothing written since the switch is lost',
  options: [{ flag: '--emergency', description: 'Skip the final comparison; saves seconds' }],
});
