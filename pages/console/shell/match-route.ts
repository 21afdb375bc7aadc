/** A route that matches an address, with the named parts of the address. */
export interface Match<R> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The first route whose path matches; a part that starts with a colon matches anything. A trailing slash makes no
 * difference.
 */
export function matchRoute<R extends { readonly path: string }>(
  routes: readonly R[],
  path: string,
): Match<R> | undefined {
  const given = partsOf(path);
  for (const route of routes) {
    const params = paramsOf(partsOf(route.path), given);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function paramsOf(pattern: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = decode(given[index] ?? '');
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a lone % is taken literally
  }
}

/** Builds an address from escaped parts: `addressOf('migrations', id)`. */
export function addressOf(...parts: readonly string[]): string {
  return ['/admin', ...parts.map((part) => encodeURIComponent(part))].join('/');
}
