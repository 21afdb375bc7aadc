import { Settings } from './settings.js';

/** The same settings but for some. */
export function withSettings(settings: Settings, changes: Partial<Settings>): Settings {
  return Object.assign(new Settings(), settings, changes);
}
