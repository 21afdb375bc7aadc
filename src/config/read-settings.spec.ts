import { availableParallelism } from 'node:os';

import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';
import { defaultThreads } from './setting-values.js';
import { SettingsError } from './settings-error.js';

const HASH = 'a'.repeat(64);
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

function refusal(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message;
  }
  throw new Error('The settings were taken');
}

it.each([
  [1, 0],
  [2, 0],
  [3, 2],
  [4, 3],
  [64, 4],
])('with %d cores, %d threads map documents by default', (cores, threads) => {
  expect(defaultThreads(cores)).toBe(threads);
});

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect({ ...readSettings({}) }).toEqual({
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      TRUSTED_PROXIES: '',
      MONGODB_DATABASE: 'genz_jewelry',
      ADMIN_API_KEYS: [],
      ADMIN_HOST: '127.0.0.1',
      BACKUP_DIR: 'backups',
      REPORT_DIR: 'reports',
      BACKUP_RETENTION_DAYS: 30,
      JOURNAL_ENABLED: true,
      JOURNAL_FLUSH_SECONDS: 5,
      MONGO_CONNECT_TIMEOUT_MS: 2000,
      MONGO_HEARTBEAT_MS: 2000,
      MONGO_MAX_POOL_SIZE: 10,
      MONGO_MIN_POOL_SIZE: 2,
      MONGO_MAX_IDLE_MS: 30_000,
      MONGO_SERVER_SELECTION_TIMEOUT_MS: 5000,
      MONGO_SOCKET_TIMEOUT_MS: 45_000,
      CATALOG_MEMORY_MB: 1024,
      MIGRATION_THREADS: defaultThreads(availableParallelism()),
      STALE_READS_SECONDS: 300,
      LAZY_UPGRADE: 'write-back',
      OLD_API: 'accept',
      SLOW_QUERY_MS: 300,
      SCHEDULES_ENABLED: true,
      SCHEDULES_TIME_ZONE: 'UTC',
      LOG_LEVEL: 'info',
      MAX_EVENT_LOOP_DELAY_MS: 500,
      RATE_LIMIT_PER_MINUTE: 600,
    });
  });

  it.each([
    { variable: 'PORT', value: '0', expected: 0 },
    { variable: 'PORT', value: ' 8080 ', expected: 8080 },
    { variable: 'PORT', value: '', expected: 3000 },
    { variable: 'HOST', value: '0.0.0.0', expected: '0.0.0.0' },
    { variable: 'HOST', value: '::1', expected: '::1' },
    {
      variable: 'MONGODB_URI',
      value: 'mongodb://u:p@a:1,b:2/x?replicaSet=rs',
      expected: 'mongodb://u:p@a:1,b:2/x?replicaSet=rs',
    },
    { variable: 'MONGODB_URI', value: 'mongodb+srv://cluster.example', expected: 'mongodb+srv://cluster.example' },
    {
      variable: 'MONGODB_URI',
      value: 'mongodb://a/?readPreference=primary&w=1',
      expected: 'mongodb://a/?readPreference=primary&w=1',
    },
    {
      variable: 'TRUSTED_PROXIES',
      value: '10.0.0.7, 10.1.0.0/16,fd00::/8',
      expected: '10.0.0.7, 10.1.0.0/16,fd00::/8',
    },
    { variable: 'SCHEDULES_ENABLED', value: 'false', expected: false },
    { variable: 'SCHEDULES_ENABLED', value: 'TRUE', expected: true },
    { variable: 'SCHEDULES_TIME_ZONE', value: 'Europe/Berlin', expected: 'Europe/Berlin' },
    { variable: 'LAZY_UPGRADE', value: 'read-only', expected: 'read-only' },
    { variable: 'LOG_LEVEL', value: 'debug', expected: 'debug' },
    { variable: 'OLD_API', value: 'refuse', expected: 'refuse' },
    { variable: 'OLD_API_SUNSET', value: '2028-02-29', expected: '2028-02-29' },
    { variable: 'OLD_API_SUNSET', value: '2027-06-30T12:00:00Z', expected: '2027-06-30T12:00:00Z' },
    { variable: 'MONGO_SOCKET_TIMEOUT_MS', value: '0', expected: 0 },
    { variable: 'ALERT_WEBHOOK_SECRET', value: SECRET, expected: SECRET },
    { variable: 'ALERT_WEBHOOK_SECRET', value: `${SECRET},${SECRET}`, expected: `${SECRET},${SECRET}` },
    { variable: 'SLOW_QUERY_MS', value: '50', expected: 50 },
    { variable: 'MONGOD_BINARY', value: '/opt/mongod', expected: '/opt/mongod' },
    {
      variable: 'ADMIN_API_KEYS',
      value: `ops:operator:${HASH}, root:admin:${HASH.toUpperCase()}`,
      expected: [
        { name: 'ops', role: 'operator', sha256: HASH },
        { name: 'root', role: 'admin', sha256: HASH },
      ],
    },
  ])('takes $variable=$value', ({ variable, value, expected }) => {
    expect(readSettings({ [variable]: value })).toHaveProperty(variable, expected);
  });

  it.each([
    ...['2027-02-29', '30.06.2027', '2027-6-30', 'soon', '2027-06-30T12:00:00+02:00', '2027-13-01'].map((value) => ({
      variable: 'OLD_API_SUNSET',
      value,
      message: `OLD_API_SUNSET is "${value}": use a date, e.g. 2027-06-30 or 2027-06-30T12:00:00Z`,
    })),
    { variable: 'OLD_API', value: 'on', message: 'OLD_API is "on": use accept or refuse' },
    { variable: 'PORT', value: '65536', message: 'PORT is "65536": use an integer from 0 to 65535' },
    { variable: 'PORT', value: '-1', message: 'PORT is "-1": use an integer from 0 to 65535' },
    { variable: 'PORT', value: '1e3', message: 'PORT is "1e3": use an integer from 0 to 65535' },
    { variable: 'PORT', value: '0x10', message: 'PORT is "0x10": use an integer from 0 to 65535' },
    { variable: 'PORT', value: '3000.5', message: 'PORT is "3000.5": use an integer from 0 to 65535' },
    {
      variable: 'HOST',
      value: 'a b',
      message: 'HOST is "a b": use a host name or an address, e.g. 127.0.0.1 or 0.0.0.0',
    },
    ...['10.0.0', '10.0.0.7/33', '10.0.0.7/', 'proxy', '10.0.0.7,'].map((value) => ({
      variable: 'TRUSTED_PROXIES',
      value,
      message: `TRUSTED_PROXIES is "${value}": use addresses and networks, comma separated, e.g. 10.0.0.7,10.1.0.0/16`,
    })),
    { variable: 'NODE_ENV', value: 'prod', message: 'NODE_ENV is "prod": use development, test or production' },
    { variable: 'LAZY_UPGRADE', value: 'readonly', message: 'LAZY_UPGRADE is "readonly": use write-back or read-only' },
    { variable: 'SCHEDULES_ENABLED', value: 'yes', message: 'SCHEDULES_ENABLED is "yes": use true or false' },
    {
      variable: 'SCHEDULES_TIME_ZONE',
      value: 'Europe/Atlantis',
      message: 'SCHEDULES_TIME_ZONE is "Europe/Atlantis": use a time zone name, e.g. UTC or Europe/Berlin',
    },
    {
      variable: 'LOG_LEVEL',
      value: 'loud',
      message: 'LOG_LEVEL is "loud": use one of fatal, error, warn, info, debug, trace, silent',
    },
    {
      variable: 'MONGODB_DATABASE',
      value: 'a.b',
      message: 'MONGODB_DATABASE is "a.b": use letters, digits, _ and -, 63 at most',
    },
    {
      variable: 'MONGO_MIN_POOL_SIZE',
      value: '11',
      message: 'MONGO_MIN_POOL_SIZE is "11": use at most MONGO_MAX_POOL_SIZE, which is 10',
    },
    {
      variable: 'RATE_LIMIT_PER_MINUTE',
      value: '0',
      message: 'RATE_LIMIT_PER_MINUTE is "0": use an integer from 1 to 1000000',
    },
    {
      variable: 'BACKUP_RETENTION_DAYS',
      value: '30 days',
      message: 'BACKUP_RETENTION_DAYS is "30 days": use an integer from 1 to 3650',
    },
  ])('refuses $variable=$value in one line', ({ variable, value, message }) => {
    expect(refusal({ [variable]: value })).toBe(message);
  });

  it.each([
    { variable: 'MONGODB_URI', value: 'postgres://user:s3cret@db', problem: 'it is not a MongoDB connection string' },
    { variable: 'MONGODB_URI', value: 'mongodb://', problem: 'it is not a MongoDB connection string' },
    {
      variable: 'MONGODB_URI',
      value: 'mongodb://u:s3cret@a/?w=1&readPreference=primaryPreferred',
      problem: 'it sets readPreference; remove it',
    },
    {
      variable: 'ADMIN_API_KEYS',
      value: `ops:operator:${HASH},root:s3cret`,
      problem: 'entry 2 is not of the form name:role:sha256-hex-of-key',
    },
    { variable: 'ADMIN_API_KEYS', value: `ops:root:${HASH}`, problem: 'entry 1 is not of the form' },
    {
      variable: 'ADMIN_API_KEYS',
      value: `a:admin:${HASH},a:viewer:${HASH}`,
      problem: 'two entries have the same name',
    },
    { variable: 'ALERT_WEBHOOK_URL', value: 'http://hooks.example/s3cret', problem: 'use an https:// address' },
    { variable: 'ALERT_WEBHOOK_URL', value: 'file:///s3cret', problem: 'use an https:// address' },
    {
      variable: 'ALERT_WEBHOOK_SECRET',
      value: 's3cret',
      problem: 'it is not of the form whsec_ and 24 to 64 bytes in base64: make one with node -e',
    },
    { variable: 'ALERT_WEBHOOK_SECRET', value: `${SECRET},whsec_s3cret`, problem: 'it is not of the form' },
  ])('refuses a wrong $variable without showing it: $problem', ({ variable, value, problem }) => {
    const message = refusal({ [variable]: value });

    expect(message).toContain(`${variable}: ${problem}`);
    expect(message).not.toMatch(/s3cret|aaaa|postgres/);
  });

  it('takes the address of a webhook only with the secret that signs', () => {
    const url = 'http://127.0.0.1:9/x';

    expect(refusal({ ALERT_WEBHOOK_URL: url })).toMatch(
      /^ALERT_WEBHOOK_SECRET: it is required with ALERT_WEBHOOK_URL, for the signature: make one with node -e/,
    );
    expect(readSettings({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: SECRET })).toMatchObject({
      ALERT_WEBHOOK_URL: url,
      ALERT_WEBHOOK_SECRET: SECRET,
    });
  });

  it('asks for a database in production', () => {
    expect(refusal({ NODE_ENV: 'production' })).toMatch(/^MONGODB_URI: it is required in production/);
    expect(readSettings({ NODE_ENV: 'production', MONGODB_URI: 'mongodb://db' }).NODE_ENV).toBe('production');
  });

  it('names all that is wrong at once, in one line', () => {
    expect(refusal({ PORT: 'x', LAZY_UPGRADE: 'y' }).split('\n')).toEqual([
      expect.stringMatching(/^PORT is .*; LAZY_UPGRADE is /),
    ]);
  });
});
