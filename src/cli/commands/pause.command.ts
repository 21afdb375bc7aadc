import { wordCommand } from '../leave-word.js';

/** `catalog pause` */
export const pauseCommand = wordCommand({ kind: 'pause', description: 'Pauses the migration at its next safe point' });
