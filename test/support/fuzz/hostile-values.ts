import type { Random } from '../../../packages/demo-products/random.js';

/** Texts that have broken parsers, queries, pages or logs before. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  '0x10',
  'NaN',
  'Infinity',
  '9223372036854775808',
  'null',
  'undefined',
  'true',
  '[]',
  '{"$gt":""}',
  '$where',
  '__proto__',
  'constructor.prototype',
  'toString',
  'a.$b',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud83d\udc8d',
  'İı ß ﬁ Ǆ',
  'a\r\nset-cookie: x=1',
  '<script>alert(1)</script>',
  "' or 1=1 --",
  '((((((((((a+)+)+)+)+)+)+)+)+)+)$',
  '*'.repeat(300),
  'ä'.repeat(5_000),
  'rings',
  'gold ring',
  '14k-gold,silver',
  'price',
  'ring-1',
  '65f0000000000000000000ab',
  'bmV4dA==',
];

/** Draws values, names and JSON from a seeded generator. */
export class HostileValues {
  constructor(private readonly random: Random) {}

  /** An element of a list. */
  of<T>(list: readonly T[]): T {
    const chosen = list[Math.floor(this.random.next() * list.length)];
    if (chosen === undefined) throw new Error('The list is empty');
    return chosen;
  }

  chance(share: number): boolean {
    return this.random.next() < share;
  }

  below(most: number): number {
    return Math.floor(this.random.next() * most);
  }

  /** A text from the list, or one of random characters from every plane. */
  text(): string {
    if (this.chance(0.8)) return this.of(TEXTS);
    return Array.from({ length: this.below(40) }, () => String.fromCodePoint(this.below(0xd800))).join('');
  }

  /** Any JSON value, nested a little or a lot. */
  json(depth = 0): unknown {
    const kinds = depth > 5 ? 4 : 7;
    switch (this.below(kinds)) {
      case 0:
        return this.text();
      case 1:
        return this.of([0, -1, 1.5, 1e308, 2 ** 53, -0]);
      case 2:
        return this.of([true, false, null]);
      case 3:
        return this.text();
      case 4:
        return Array.from({ length: this.below(4) }, () => this.json(depth + 1));
      default:
        return Object.fromEntries(Array.from({ length: this.below(5) }, () => [this.text(), this.json(depth + 1)]));
    }
  }

  /** A text with some of its characters removed, doubled or replaced. */
  spoiled(text: string): string {
    const characters = [...text];
    for (let times = this.below(4) + 1; times > 0 && characters.length > 0; times--) {
      const at = this.below(characters.length);
      characters.splice(at, this.below(3), ...(this.chance(0.5) ? this.text().slice(0, 5) : ''));
    }
    return characters.join('');
  }
}
