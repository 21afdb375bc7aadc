/** Fields as constants of an aggregation pipeline, where text that starts with `$` would be a path. */
export function literals(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, { $literal: value }]));
}
