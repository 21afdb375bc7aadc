import { wordCommand } from '../send-command.js';

/** `catalog switch` */
export const switchCommand = wordCommand({ kind: 'switch', description: 'Lets a waiting migration switch' });
