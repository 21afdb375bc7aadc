import { readFileSync } from 'node:fs';

import { type ApiKey, apiKeyProblem, parseApiKey } from '../config/api-key.js';
import { SettingsError } from '../config/settings-error.js';

const SETTING = 'ADMIN_API_KEYS_FILE';

/**
 * Reads a key file: entries one per line or comma-separated, as in `ADMIN_API_KEYS`; lines starting with `#` are
 * comments. Throws a `SettingsError` if the file is unreadable or an entry is invalid, without quoting any entry.
 * @param others keys from elsewhere, whose names the file must not reuse
 */
export function readKeyFile(path: string, others: readonly ApiKey[]): readonly ApiKey[] {
  const keys = textOf(path)
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .filter((entry) => entry.trim() !== '')
    .map(parseApiKey);
  const problem = apiKeyProblem(keys);
  if (problem !== undefined) throw new SettingsError(SETTING, `${SETTING}: in ${path}, ${problem}`);
  const known = keys.filter((key): key is ApiKey => key !== null);
  const twice = known.find(({ name }) => others.some((other) => other.name === name));
  if (twice !== undefined)
    throw new SettingsError(
      SETTING,
      `${SETTING}: in ${path}, ${twice.name} is also in ADMIN_API_KEYS: keep one of them`,
    );
  return known;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new SettingsError(
      SETTING,
      `${SETTING}: ${path} cannot be read (${code}): create it, readable by the service`,
    );
  }
}
