import { BlockList, isIP } from 'node:net';

import { ValidateBy } from 'class-validator';

import { type ApiKey, apiKeyProblem } from './api-key.js';

const MONGODB_URI = /^mongodb(\+srv)?:\/\/[^\s/]+(\/|\?|$)/;
const MAKE_SECRET = `node -e "console.log('whsec_' + require('crypto').randomBytes(32).toString('base64'))"`;
const NEW_SECRET = `make one with ${MAKE_SECRET}`;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A MongoDB connection string; whether the server exists is only known once it connects. */
export function IsMongodbUri(): PropertyDecorator {
  return rule(
    'isMongodbUri',
    (value) => uriProblem(value) === undefined,
    (value) => uriProblem(value) ?? '',
  );
}

/** Empty, or addresses and networks, comma-separated: `10.0.0.7, 10.1.0.0/16, ::1`. */
export function AreProxies(): PropertyDecorator {
  return rule(
    'areProxies',
    (value) =>
      value === '' || (typeof value === 'string' && value.split(',').every((entry) => isNetwork(entry.trim()))),
    () => 'use addresses and networks, comma separated, e.g. 10.0.0.7,10.1.0.0/16',
  );
}

/** Keys that are all readable and have unique names. */
export function AreApiKeys(): PropertyDecorator {
  return rule(
    'areApiKeys',
    (value) => apiKeyProblem(value as readonly (ApiKey | null)[]) === undefined,
    (value) => apiKeyProblem(value as readonly (ApiKey | null)[]) ?? '',
  );
}

/** One or more secrets in the Standard Webhooks form, comma-separated: `whsec_` and 24 to 64 bytes in base64. */
export function IsWebhookSecret(): PropertyDecorator {
  return rule(
    'isWebhookSecret',
    (value) => typeof value === 'string' && value.split(',').every((secret) => isSecret(secret.trim())),
    (value) =>
      value === undefined
        ? `it is required with ALERT_WEBHOOK_URL, for the signature: ${NEW_SECRET}`
        : `it is not of the form whsec_ and 24 to 64 bytes in base64: ${NEW_SECRET}`,
  );
}

/** An https address, or http on this machine. */
export function IsWebhookUrl(): PropertyDecorator {
  return rule(
    'isWebhookUrl',
    (value) => typeof value === 'string' && isSafeUrl(value),
    () => 'use an https:// address (http:// on this machine only)',
  );
}

/** A calendar day, or a UTC time, in ISO 8601. */
export function IsDay(): PropertyDecorator {
  return rule('isDay', isDay, () => 'use a date, e.g. 2027-06-30 or 2027-06-30T12:00:00Z');
}

function isDay(value: unknown): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.exec(String(value)) ?? [];
  const time = day === undefined ? Number.NaN : Date.parse(String(value));
  // `Date` would roll a day that the month does not have over into the next month.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(String(day));
}

/** A time zone name that this Node knows. */
export function IsZone(): PropertyDecorator {
  return rule('isZone', isZone, () => 'use a time zone name, e.g. UTC or Europe/Berlin');
}

function isZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function uriProblem(value: unknown): string | undefined {
  if (value === undefined)
    return 'it is required in production: use mongodb://… or mongodb+srv://… of a replica set or mongos';
  if (typeof value !== 'string' || !MONGODB_URI.test(value))
    return 'it is not a MongoDB connection string: use mongodb://host:port/?replicaSet=name or mongodb+srv://…';
  // A migration that read from a lagging member would copy outdated documents.
  return /[?&]readPreference=(?!primary(&|$))/i.test(value)
    ? 'it sets readPreference; remove it, because products must be read from the primary'
    : undefined;
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix ?? 0), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

function isSecret(value: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1];
  if (encoded === undefined) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}

function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  problem: (value: unknown) => string,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: (checked) => problem(checked?.value) } });
}
