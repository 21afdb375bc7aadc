/** The roles of the admin API; each includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

/** A role of the admin API. */
export type Role = (typeof ROLES)[number];

/** A key of the admin API. Only its SHA-256 is kept, never the key itself. */
export interface ApiKey {
  readonly name: string;
  readonly role: Role;
  readonly sha256: string;
  /** The key is rejected from this time on, in milliseconds; if absent, it never expires. */
  readonly expiresAt?: number;
}

const ENTRY = /^([\w.-]{1,64}):(\w+):([0-9a-fA-F]{64})(?::(\d{4}-\d{2}-\d{2}))?$/;

/** Parses `name:role:sha256-hex`, optionally followed by `:2027-01-31`; `null` for any other form. */
export function parseApiKey(entry: string): ApiKey | null {
  const [, name, role, sha256, day] = ENTRY.exec(entry.trim()) ?? [];
  const known = ROLES.find((candidate) => candidate === role);
  if (name === undefined || sha256 === undefined || known === undefined) return null;
  const key = { name, role: known, sha256: sha256.toLowerCase() };
  if (day === undefined) return key;
  const expiresAt = Date.parse(day);
  // `Date` would roll a day that the month does not have over into the next month.
  const isDay = !Number.isNaN(expiresAt) && new Date(expiresAt).toISOString().startsWith(day);
  return isDay ? { ...key, expiresAt } : null;
}

/** The problem with a list of parsed keys; `undefined` if there is none. */
export function apiKeyProblem(keys: readonly (ApiKey | null)[]): string | undefined {
  const unreadable = keys.findIndex((key) => key === null);
  if (unreadable >= 0)
    return (
      `entry ${unreadable + 1} is not of the form name:role:sha256-hex-of-key with a role of viewer, operator or ` +
      'admin, optionally with a last day: name:role:sha256-hex-of-key:2027-01-31'
    );
  const names = keys.map((key) => key?.name);
  return new Set(names).size < names.length ? 'two entries have the same name; give each key its own' : undefined;
}
