/** Since when the old contract is deprecated: the day on which the current one could say all that it says. */
export const DEPRECATED_SINCE = new Date('2026-11-30T00:00:00Z');

/** Where a client reads how it moves to the current contract. */
export const MIGRATION_GUIDE = '/docs/clients';

/**
 * The header fields that tell a client that it uses something old: `Deprecation` (RFC 9745), `Link`, and `Sunset` (RFC
 * 8594) with the date after which the old contract may be gone. A sunset before the deprecation would be a
 * contradiction, so the earlier date counts as the deprecation then.
 */
export function deprecationHeaders(
  sunset: Date | undefined,
  links: string | undefined,
): Readonly<Record<string, string>> {
  const since = Math.min(DEPRECATED_SINCE.getTime(), sunset?.getTime() ?? Number.POSITIVE_INFINITY);
  const guide = `<${MIGRATION_GUIDE}>; rel="deprecation"; type="text/markdown"`;
  return {
    Deprecation: `@${Math.floor(since / 1000)}`,
    Link: links === undefined || links === '' ? guide : `${links}, ${guide}`,
    ...(sunset === undefined ? {} : { Sunset: sunset.toUTCString() }),
  };
}
