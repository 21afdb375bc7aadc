import { wordCommand } from '../leave-word.js';

/** `catalog cleanup` */
export const cleanupCommand = wordCommand({
  kind: 'cleanup',
  description: 'Drops what is kept for the way back; after that there is none',
});
