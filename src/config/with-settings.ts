import { Settings } from './settings.js';

/** A copy of the settings with some changed. */
export function withSettings(settings: Settings, changes: Partial<Settings>): Settings {
  return Object.assign(new Settings(), settings, changes);
}
