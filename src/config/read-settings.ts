import 'reflect-metadata';

import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';

import { Settings } from './settings.js';
import { SettingsError } from './settings-error.js';

const SECRET: ReadonlySet<string> = new Set([
  'MONGODB_URI',
  'ADMIN_API_KEYS',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
]);
const WITHOUT_DEFAULT = [
  'MONGODB_URI',
  'MONGOD_BINARY',
  'ADMIN_API_KEYS_FILE',
  'ADMIN_PORT',
  'OLD_API_SUNSET',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
];
const SHOWN_CHARACTERS = 60;
/** Under test, background work is off unless the test asks for it. */
const UNDER_TEST: Readonly<Record<string, string>> = { JOURNAL_ENABLED: 'false', MAX_EVENT_LOOP_DELAY_MS: '0' };

/**
 * Reads the settings from an environment. Throws a `SettingsError` that names every invalid one. An empty variable
 * counts as unset.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const given = Object.keys(new Settings())
    .concat(WITHOUT_DEFAULT)
    .flatMap((name) => (environment[name]?.trim() ? [[name, environment[name]] as const] : []));
  const defaults = environment['NODE_ENV']?.trim() === 'test' ? UNDER_TEST : {};
  const settings = plainToInstance(
    Settings,
    { ...defaults, ...Object.fromEntries(given) },
    { exposeDefaultValues: true },
  );
  const problems = [...validateSync(settings, { skipMissingProperties: false }), ...crossProblems(settings)];
  const [first] = problems;
  if (first !== undefined)
    throw new SettingsError(first.property, problems.map((problem) => describe(problem, environment)).join('; '));
  return settings;
}

/** Problems of settings that are valid individually, but not together. */
function crossProblems({ MONGO_MIN_POOL_SIZE, MONGO_MAX_POOL_SIZE }: Settings): ValidationError[] {
  if (!(MONGO_MIN_POOL_SIZE > MONGO_MAX_POOL_SIZE)) return [];
  const constraints = { poolSizes: `use at most MONGO_MAX_POOL_SIZE, which is ${MONGO_MAX_POOL_SIZE}` };
  return [{ property: 'MONGO_MIN_POOL_SIZE', constraints, children: [] }];
}

function describe(
  { property, constraints }: ValidationError,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const remedy = Object.values(constraints ?? {})[0] ?? 'it could not be parsed';
  const value = environment[property];
  if (SECRET.has(property) || value === undefined) return `${property}: ${remedy}`;
  return `${property} is ${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}: ${remedy}`;
}
