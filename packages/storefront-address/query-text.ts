/**
 * Formats query parameters in the given order, omitting `undefined` and empty values. Commas between values stay
 * readable, as the API documents them (`metal=a,b`); commas within values are escaped.
 */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${encodeURIComponent(name)}=${valueText(value)}`)
    .join('&');
}

/** The values of one parameter: comma-separated or repeated, with `\,` for a comma inside a value. */
export function queryValues(params: URLSearchParams, name: string): readonly string[] {
  const values = params.getAll(name).flatMap((text) => text.match(/(?:\\.|[^,\\])+/g) ?? []);
  return [...new Set(values.map((value) => value.replaceAll('\\,', ',').trim()))].filter((value) => value !== '');
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return encoded(String(value));
  return value.map((part) => encoded(String(part).replaceAll(',', '\\,'))).join(',');
}

/** Encodes like a form: a space becomes a plus. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}
