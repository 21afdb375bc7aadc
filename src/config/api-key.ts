/** The roles of the admin API, each including the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

/** A role of the admin API. */
export type Role = (typeof ROLES)[number];

/** A key of the admin API; the key itself is never kept, only its SHA-256. */
export interface ApiKey {
  readonly name: string;
  readonly role: Role;
  readonly sha256: string;
}

const ENTRY = /^([\w.-]{1,64}):(\w+):([0-9a-fA-F]{64})$/;

/** Reads `name:role:sha256-hex`; `null` where it is not of that form. */
export function parseApiKey(entry: string): ApiKey | null {
  const [, name, role, sha256] = ENTRY.exec(entry.trim()) ?? [];
  const known = ROLES.find((candidate) => candidate === role);
  return name === undefined || sha256 === undefined || known === undefined
    ? null
    : { name, role: known, sha256: sha256.toLowerCase() };
}
