import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';

/** Serializes settings for another process of the same test. */
export function settingsToText({ BACKUP_DIR, REPORT_DIR, MONGODB_DATABASE, MIGRATION_THREADS }: Settings): string {
  return JSON.stringify({ BACKUP_DIR, REPORT_DIR, MONGODB_DATABASE, MIGRATION_THREADS });
}

/** Parses settings that another process of the same test has serialized. */
export function settingsFromText(text: string): Settings {
  return withSettings(new Settings(), JSON.parse(text) as Partial<Settings>);
}
