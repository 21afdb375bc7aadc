import { redactor } from '../logging/redact.js';

const SECRET = /key|token|secret|passw|authorization|credential|cookie/i;
const REDACTED = '[redacted]';
const LONGEST_TEXT = 1_000;
const MAX_ENTRIES = 100;
const DEEPEST = 6;

const redact = redactor();

/**
 * Converts parameters for the audit log: plain JSON values without secrets, limited in depth and size. They read back
 * from the database unchanged, so that the hash stays valid.
 */
export function auditable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shortened(redact(wellFormed(value)));
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value === undefined) return null;
  if (typeof value !== 'object') return shortened(String(value));
  if (depth >= DEEPEST) return '[…]';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => auditable(item, depth + 1));
  return auditableFields(value, depth);
}

function auditableFields(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, field]) => {
      const key = fieldName(name);
      return [key, SECRET.test(key) ? REDACTED : auditable(field, depth + 1)];
    }),
  );
}

/** Escapes names that are special to the database or that JavaScript would reorder. */
function fieldName(name: string): string {
  const plain = wellFormed(name)
    .replaceAll('\0', '\uFFFD')
    .replaceAll('.', '\uFF0E')
    .replace(/^\$/, '\uFF04')
    .slice(0, 200);
  return /^\d+$/.test(plain) || plain === '__proto__' || plain === '_bsontype' || plain === '' ? `_${plain}` : plain;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${wellFormed(text.slice(0, LONGEST_TEXT))}…` : text;
}

/** Half of a surrogate pair cannot be stored: it would read back as another character. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
