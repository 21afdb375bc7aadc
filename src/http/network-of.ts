import { isIPv6 } from 'node:net';

/** Whoever has one IPv6 address usually has its whole /64. */
const NETWORK_GROUPS = 4;

/** The key under which an address is counted: an IPv4 address itself, an IPv6 address's network. */
export function networkOf(address: string): string {
  // The separators tell most addresses apart; the full check is an expensive regular expression.
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
