import { isIPv6 } from 'node:net';

/** Who holds an IPv6 address holds its /64. */
const NETWORK_GROUPS = 4;

/** Whom an address is counted as: an IPv4 address as it is, of an IPv6 address its network. */
export function networkOf(address: string): string {
  // Most addresses are told apart by their separators; the full check is a long regular expression.
  if (!address.includes(':') || address.includes('.') || !isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
