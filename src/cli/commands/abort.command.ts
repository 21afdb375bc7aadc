import { wordCommand } from '../leave-word.js';

/** `catalog abort` */
export const abortCommand = wordCommand({
  kind: 'abort',
  description: 'Gives the migration up before its switch; the products stay as they are',
});
