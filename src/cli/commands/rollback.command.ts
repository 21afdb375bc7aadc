import { wordCommand } from '../leave-word.js';

/** `catalog rollback` */
export const rollbackCommand = wordCommand({
  kind: 'rollback',
  description: 'Takes the way back to the old shape; nothing that was written since the switch is lost',
  options: [{ flag: '--emergency', description: 'Without the last comparison: seconds sooner' }],
});
