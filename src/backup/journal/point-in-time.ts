import { InvalidInputError } from '../../errors/domain-error.js';
import { endOfSecond } from './cluster-timestamp.js';

/** A time to restore to. A second includes all its writes; a moment within a second is named by its cluster time. */
export type PointInTime =
  | { readonly kind: 'latest' }
  | { readonly kind: 'second'; readonly to: bigint }
  | { readonly kind: 'exact'; readonly to: bigint };

const ISO_SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.0+)?(Z|[+-]\d{2}:\d{2})$/;
const CLUSTER_TIME = /^(\d{1,10}):(\d{1,10})$/;
const LARGEST = 2 ** 32 - 1;

/** Parses `2026-01-31T02:00:05Z`, a cluster time such as `1769824805:7` (seconds and increment), or `latest`. */
export function parsePointInTime(text: string): PointInTime {
  if (text === 'latest') return { kind: 'latest' };
  const [, seconds, increment] = CLUSTER_TIME.exec(text) ?? [];
  if (Number(seconds) <= LARGEST && Number(increment) <= LARGEST)
    return { kind: 'exact', to: (BigInt(seconds ?? 0) << 32n) | BigInt(increment ?? 0) };
  const time = ISO_SECOND.test(text) ? Date.parse(text) : Number.NaN;
  if (time >= 0) return { kind: 'second', to: endOfSecond(Math.floor(time / 1000)) };
  const problem =
    'is not a point in time; use a second such as 2026-01-31T02:00:05Z (its writes are included), a cluster time as ' +
    '1769824805:7, or latest';
  throw new InvalidInputError([{ parameter: 'pointInTime', value: text.slice(0, 80), problem }]);
}
