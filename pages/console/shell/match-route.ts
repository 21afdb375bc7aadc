/** A route that fits an address, with the parts of the address by name. */
export interface Match<R> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The first route whose path fits; a part that begins with a colon takes anything. A slash at the end makes no
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
    return part; // a lone % stands for itself
  }
}

/** An address from parts, each escaped: `addressOf('migrations', id)`. */
export function addressOf(...parts: readonly string[]): string {
  return ['/admin', ...parts.map((part) => encodeURIComponent(part))].join('/');
}
