/** Replaces a secret. */
export const REDACTED = '[redacted]';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(mongodb(?:\+srv)?:\/\/)[^\s/"@]{1,512}@/gi, `$1${REDACTED}@`],
  [/\bgzc_[\w-]{8,512}/g, REDACTED],
  [/\b(bearer\s+)[\w.~+/=-]{8,512}/gi, `$1${REDACTED}`],
  [
    /((?:x-)?api[-_]?key|token|passw(?:or)?d|secret)((?:\\?["'])?\s{0,3}[=:]\s{0,3}(?:\\?["'])?)[^\s&"'\\,;}]{1,512}/gi,
    `$1$2${REDACTED}`,
  ],
];

/** Every pattern needs one of these: most lines contain none, and one check is cheaper than four. */
const SUSPECT = /mongodb|gzc_|bearer|api[-_]?key|token|passw|secret/i;

const LONGEST_LINE = 8 * 1024;
const LONGEST_TEXT = 1024;
const SHORTEST_SECRET = 6;

/** Removes credentials from text: anything that looks like one, and the given secrets. */
export function redactor(secrets: readonly (string | undefined)[] = []): (text: string) => string {
  const known = secrets
    .filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return (text) => {
    const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    if (!SUSPECT.test(withoutKnown)) return withoutKnown;
    return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutKnown);
  };
}

/** Limits a log line to 8 kB of valid JSON: its texts are truncated, and if that is not enough, fields are dropped. */
export function shortenLine(line: string): string {
  if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  const fields = JSON.parse(line) as Record<string, unknown>;
  for (const limit of [LONGEST_TEXT, LONGEST_TEXT / 8]) {
    const shorten = (_: string, value: unknown): unknown => (typeof value === 'string' ? value.slice(0, limit) : value);
    const cut = `${JSON.stringify(fields, shorten)}\n`;
    if (Buffer.byteLength(cut) <= LONGEST_LINE) return cut;
  }
  const { level, time, requestId, msg } = fields;
  return `${JSON.stringify({ level, time, requestId, msg: String(msg).slice(0, LONGEST_TEXT), cut: true })}\n`;
}
