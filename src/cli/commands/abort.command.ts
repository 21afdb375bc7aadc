import { wordCommand } from '../send-command.js';

/** `catalog abort` */
export const abortCommand = wordCommand({
  kind: 'abort',
  description: 'Aborts the migration before its switch; the products stay unchanged',
});
