import { wordCommand } from '../send-command.js';

/** `catalog pause` */
export const pauseCommand = wordCommand({ kind: 'pause', description: 'Pauses the migration at its next safe point' });
