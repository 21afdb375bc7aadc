import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';

/** Settings for another process of the same test. */
export function settingsToText({ BACKUP_DIR, REPORT_DIR, MONGODB_DATABASE }: Settings): string {
  return JSON.stringify({ BACKUP_DIR, REPORT_DIR, MONGODB_DATABASE });
}

/** Settings that another process of the same test has written. */
export function settingsFromText(text: string): Settings {
  return withSettings(new Settings(), JSON.parse(text) as Partial<Settings>);
}
