import { wordCommand } from '../send-command.js';

/** `catalog switch` */
export const switchCommand = wordCommand({
  kind: 'switch',
  description: 'Switches a waiting migration to the new collection',
});
