import { readFileSync } from 'node:fs';

import { type ApiKey, apiKeyProblem, parseApiKey } from '../config/api-key.js';
import { SettingsError } from '../config/settings-error.js';

const SETTING = 'ADMIN_API_KEYS_FILE';

/**
 * The keys of a file: one entry a line or comma separated, as in `ADMIN_API_KEYS`; lines that begin with `#` are
 * comments. Throws a `SettingsError` where the file cannot be read or an entry is wrong; no entry is ever quoted.
 * @param others keys from elsewhere, whose names the file must not use
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
    throw new SettingsError(SETTING, `${SETTING}: ${path} can't be read (${code}): make it, readable for the service`);
  }
}
