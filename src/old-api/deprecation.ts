/**
 * When the old contract was deprecated: the day on which the current one could express everything that the old one
 * could.
 */
export const DEPRECATED_SINCE = new Date('2026-11-30T00:00:00Z');

/** Where clients find out how to move to the current contract. */
export const MIGRATION_GUIDE = '/docs/clients';

/**
 * The header fields that tell a client that it uses something deprecated: `Deprecation` (RFC 9745), `Link`, and
 * `Sunset` (RFC 8594) with the date after which the old contract may be removed. A sunset before the deprecation would
 * be contradictory; in that case the earlier date also counts as the deprecation.
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
