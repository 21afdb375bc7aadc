import { describe, expect, it } from '@jest/globals';

import { FailureCounts, prefixOf } from './failure-counts.js';

describe('failed keys', () => {
  const waits = (times: number, of: (time: number) => readonly [address: string, key: string]): number[] => {
    const counts = new FailureCounts();
    return Array.from({ length: times }, (_, time) => counts.note(...of(time)).waitSeconds);
  };
  const NINE = Array.from({ length: 9 }, () => 0);

  it('from one address wait from the tenth on, longer each time', () => {
    expect(waits(14, (time) => ['10.0.0.1', `${time}-some-guess`])).toEqual([...NINE, 30, 60, 120, 240, 480]);
    expect(waits(40, (time) => ['10.0.0.1', `${time}-some-guess`]).at(-1)).toBe(900);
  });

  it('with the same first characters wait whatever their address', () => {
    expect(waits(11, (time) => [`10.0.0.${time}`, `gzc_abcd${time}aaaaaaaa`])).toEqual([...NINE, 30, 60]);
  });

  it('from other addresses and with other first characters do not wait', () => {
    expect(waits(30, (time) => [`10.0.0.${time}`, `${time}-some-guess`])).toEqual([...NINE, ...NINE, ...NINE, 0, 0, 0]);
  });

  it('from one IPv6 network count together', () => {
    expect(waits(10, (time) => [`2001:db8:0:1::${time}`, `${time}-some-guess`]).at(-1)).toBe(30);
  });
});

it('the stored prefix never reveals more than half of a key', () => {
  expect(['', 'a', 'ab', 'abcdef', 'gzc_abcdefghijkl'].map(prefixOf)).toEqual(['', '', 'a', 'abc', 'gzc_abcd']);
});
