import { describe, expect, it } from '@jest/globals';

import type { ActualIndex } from './actual-index.js';
import type { ComparedIndex } from './compare-indexes.js';
import { compareIndexes } from './compare-indexes.js';
import type { IndexFacts } from './index-advice.js';
import { adviseIndexes } from './index-advice.js';
import type { IndexDefinition } from './index-definitions.js';
import { redundantIndexes } from './redundant-indexes.js';
import { suggestIndex } from './suggested-indexes.js';

const PRICE: IndexDefinition = {
  name: 'v2_price',
  key: { 'pricing.basePrice': 1, _id: 1 },
  partialFilterExpression: { schemaVersion: 2 },
  serves: { classes: ['catalogue-page'], query: 'all products by price', reader: 'catalogue', equal: [] },
};
const METAL: IndexDefinition = {
  ...PRICE,
  name: 'v2_metal',
  key: { metal: 1 },
  serves: { ...PRICE.serves, query: 'one metal', reader: 'others' },
};
const TEXT: IndexDefinition = {
  name: 'all_text',
  key: { name: 'text', tags: 'text' },
  text: { weights: { name: 2, tags: 1 }, default_language: 'none', language_override: 'x' },
  serves: { classes: ['text-search'], query: 'words', reader: 'others', equal: [] },
};
const actual = (
  name: string,
  key: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>> = {},
  hidden = false,
): ActualIndex => ({ name, key, options, hidden });
const scope = { partialFilterExpression: { schemaVersion: 2 } };
const ID = actual('_id_', { _id: 1 });

describe('the comparison', () => {
  const compare = (
    indexes: readonly ActualIndex[],
    { building = [] as string[], collation = undefined as Readonly<Record<string, unknown>> | undefined } = {},
  ): ComparedIndex[] =>
    compareIndexes({
      always: [PRICE],
      onRequest: [TEXT],
      present: { indexes, collation },
      building: new Set(building),
    });
  const stateOf = (found: readonly ComparedIndex[], name: string): unknown =>
    found.find((index) => index.name === name)?.state;
  const ready = actual('v2_price', PRICE.key, scope);

  it.each([
    ['ready', [ready], {}],
    ['missing', [], {}],
    ['building', [ready], { building: ['v2_price'] }],
    ['hidden', [{ ...ready, hidden: true }], {}],
    ['different', [actual('v2_price', { _id: 1, 'pricing.basePrice': 1 }, scope)], {}],
    ['different', [actual('v2_price', PRICE.key)], {}],
    ['different', [actual('v2_price', PRICE.key, { ...scope, unique: true })], {}],
    ['different', [actual('v2_price', PRICE.key, { ...scope, collation: { locale: 'de' } })], {}],
    [
      'ready',
      [actual('v2_price', PRICE.key, { ...scope, collation: { locale: 'de' } })],
      { collation: { locale: 'de' } },
    ],
  ] as const)('finds a declared index %s', (state, indexes, more) => {
    expect(stateOf(compare(indexes, more as never), 'v2_price')).toBe(state);
  });

  it('lists the differences of an index', () => {
    const [found] = compare([actual('v2_price', { price: 1 }, { ...scope, sparse: true })]);
    expect(found?.differences).toEqual([
      'its fields are { price: 1 } instead of { pricing.basePrice: 1, _id: 1 }',
      'its sparse is true instead of not set',
    ]);
  });

  it('recognizes an index under another name, and a text index that blocks the only place', () => {
    const found = compare([
      actual('mine', PRICE.key, scope),
      actual('words', { title: 'text' }, { weights: { title: 1 } }),
    ]);
    expect(found.map(({ name, state, blockedBy }) => [name, state, blockedBy])).toEqual([
      ['v2_price', 'missing', 'mine'],
      ['all_text', 'on-request', 'words'],
      ['mine', 'ready', undefined],
      ['words', 'ready', undefined],
    ]);
  });

  it('ignores the order of a text index’s fields', () => {
    expect(stateOf(compare([actual('all_text', { tags: 'text', name: 'text' }, { ...TEXT.text })]), 'all_text')).toBe(
      'ready',
    );
  });
});

describe('redundant indexes', () => {
  const found = (indexes: readonly ActualIndex[], declared: readonly string[] = []): unknown[] =>
    redundantIndexes(indexes, (name) => declared.includes(name)).map(
      ({ name, kind, coveredBy }) => `${name} ${kind} ${coveredBy}`,
    );

  it.each([
    ['the same fields', [actual('a', { x: 1, y: -1 }), actual('b', { x: 1, y: -1 })], [], ['b same a']],
    ['the same fields in reverse', [actual('a', { x: 1, y: -1 }), actual('b', { x: -1, y: 1 })], [], ['b same a']],
    ['the same as a declared one', [actual('a', { x: 1 }), actual('b', { x: 1 })], ['b'], ['a same b']],
    ['the same as a unique one', [actual('a', { x: 1 }), actual('b', { x: 1 }, { unique: true })], [], ['a same b']],
    ['a prefix', [actual('a', { x: 1 }), actual('b', { x: -1, y: 1 })], [], ['a prefix b']],
    ['a prefix with another partial filter', [actual('a', { x: 1 }), actual('b', { x: 1, y: 1 }, scope)], [], []],
    [
      'a prefix with another collation',
      [actual('a', { x: 1 }), actual('b', { x: 1, y: 1 }, { collation: { locale: 'de' } })],
      [],
      [],
    ],
    ['a prefix of a hidden one', [actual('a', { x: 1 }), actual('b', { x: 1, y: 1 }, {}, true)], [], []],
    ['a prefix of a sparse one', [actual('a', { x: 1 }), actual('b', { x: 1, y: 1 }, { sparse: true })], [], []],
    ['a unique prefix', [actual('a', { x: 1 }, { unique: true }), actual('b', { x: 1, y: 1 })], [], []],
    ['an expiring one', [actual('a', { x: 1 }, { expireAfterSeconds: 0 }), actual('b', { x: 1 })], [], ['b same a']],
    ['mixed directions', [actual('a', { x: 1, y: 1 }), actual('b', { x: 1, y: -1, z: 1 })], [], []],
    [
      'hashed, text and wildcard ones',
      [actual('a', { x: 'hashed' }), actual('b', { x: 'text' }), actual('c', { '$**': 1 }), actual('d', { x: 1 })],
      [],
      [],
    ],
    ['the index of _id', [ID, actual('a', { _id: 1, x: 1 })], [], []],
  ])('%s', (_, indexes, declared, expected) => {
    expect(found(indexes, declared)).toEqual(expected);
  });
});

describe('suggested indexes', () => {
  const seen = { count: 3, maxMs: 900 };
  const suggest = (
    filter: Readonly<Record<string, unknown>>,
    sort: Readonly<Record<string, unknown>> = {},
    present: readonly ActualIndex[] = [],
  ): unknown => suggestIndex({ filter, sort, ...seen }, present)?.key;

  it.each([
    [
      'equality, then order, then range',
      { price: { $gte: '?double' }, metal: '?string' },
      { createdAt: -1 },
      [],
      { metal: 1, createdAt: -1, price: 1 },
    ],
    ['a range on the sort field', { price: { $gte: '?double', $lt: '?double' } }, { price: -1 }, [], { price: -1 }],
    [
      'without the version, which is the partial filter’s',
      { schemaVersion: '?number', metal: { $in: ['?string'] } },
      {},
      [],
      { metal: 1 },
    ],
    [
      'without conditions that only check for a price',
      { schemaVersion: '?null', 'pricing.basePrice': { $exists: '?boolean' }, name: '?string' },
      {},
      [],
      { name: 1 },
    ],
    [
      'nothing for queries that an index serves',
      { metal: '?string', stone: '?string' },
      { price: 1 },
      [actual('a', { stone: 1, metal: 1, price: 1, _id: 1 })],
      undefined,
    ],
    ['but not by a hidden index', { metal: '?string' }, {}, [actual('a', { metal: 1 }, {}, true)], { metal: 1 }],
    ['nothing for _id', { _id: { $in: ['?string'] }, metal: '?string' }, {}, [], undefined],
    ['nothing for alternatives', { $or: [{ a: '?string' }] }, {}, [], undefined],
    ['nothing for all products', {}, {}, [], undefined],
    ['nothing for a truncated shape', { a: '?string', '…': 12 }, {}, [], undefined],
  ])('%s', (_, filter, sort, present, expected) => {
    expect(suggest(filter, sort, present)).toEqual(expected);
  });
});

describe('the advice', () => {
  const NOW = new Date('2026-03-10T00:00:00Z');
  const index = (one: Partial<ComparedIndex> & Pick<ComparedIndex, 'name'>): ComparedIndex => ({
    state: 'ready',
    definition: undefined,
    actual: actual(one.name, { x: 1 }),
    differences: [],
    blockedBy: undefined,
    ...one,
  });
  const advise = (compared: readonly ComparedIndex[], more: Partial<IndexFacts> = {}): string[] =>
    adviseIndexes({
      compared,
      usage: [],
      silent: [],
      redundant: [],
      suggested: [],
      ending: new Set(),
      now: NOW,
      ...more,
    }).map(({ kind, severity, text }) => `${kind} ${severity}: ${text}`);
  const used = (name: string, operations: number, days: number): Pick<IndexFacts, 'usage'> => ({
    usage: [{ collection: 'products', name, operations, since: new Date(NOW.getTime() - days * 86_400_000) }],
  });

  it.each([
    [
      'builds missing indexes',
      [index({ name: 'v2_price', state: 'missing', definition: PRICE, actual: undefined })],
      {},
      ['build warning: v2_price is missing (all products by price); build it: catalog indexes sync'],
    ],
    [
      'lists all missing indexes together',
      [
        index({ name: 'v2_price', state: 'missing', definition: PRICE, actual: undefined }),
        index({ name: 'v2_metal', state: 'missing', definition: METAL, actual: undefined }),
      ],
      {},
      ['build warning: 2 declared indexes are missing: v2_price, v2_metal; build them: catalog indexes sync'],
    ],
    [
      'names the blocking index',
      [index({ name: 'v2_price', state: 'missing', definition: PRICE, actual: undefined, blockedBy: 'mine' })],
      {},
      [expect.stringMatching(/^blocked warning: .* exists as mine. Drop that one/)],
    ],
    [
      'reports a different index under its name',
      [
        index({
          name: 'v2_price',
          state: 'different',
          definition: PRICE,
          differences: ['its sparse is true instead of not set'],
        }),
      ],
      {},
      [expect.stringMatching(/^different warning: .*sparse.*--force/)],
    ],
    [
      'does not mention on-request indexes',
      [index({ name: 'all_text', state: 'on-request', definition: TEXT, actual: undefined })],
      {},
      [],
    ],
    ['does not mention used indexes', [index({ name: 'mine' })], used('mine', 10, 30), []],
    [
      'waits before it evaluates use',
      [index({ name: 'mine' })],
      used('mine', 0, 6),
      [expect.stringMatching(/^unused info: mine was used 0 times since .*too few to judge$/)],
    ],
    [
      'waits with declared ones, in one line',
      [index({ name: 'v2_price', definition: PRICE })],
      used('v2_price', 0, 6),
      [expect.stringMatching(/^unused info: 1 declared indexes were used fewer than 10 times so far/)],
    ],
    [
      'then says how to drop it',
      [index({ name: 'mine' })],
      used('mine', 9, 7),
      [expect.stringMatching(/used 9 times .*If nobody needs it: catalog indexes drop mine, which hides it first$/)],
    ],
    [
      'names the other effect of an unused index',
      [index({ name: 'mine', actual: actual('mine', { x: 1 }, { unique: true }) })],
      used('mine', 0, 7),
      [expect.stringMatching(/It also enforces a rule/), expect.stringMatching(/^valueless warning: mine is unique/)],
    ],
    [
      'keeps the catalog’s own indexes',
      [index({ name: 'v2_price', definition: PRICE })],
      used('v2_price', 0, 70),
      [expect.stringMatching(/it stays$/)],
    ],
    [
      'asks whether other readers exist',
      [index({ name: 'v2_metal', definition: METAL })],
      used('v2_metal', 0, 70),
      [expect.stringMatching(/declared for other readers .*--force$/)],
    ],
    ['never mentions _id', [index({ name: '_id_', actual: ID })], used('_id_', 0, 70), []],
    [
      'ignores indexes scheduled for removal',
      [index({ name: 'mine', state: 'hidden' })],
      { ending: new Set(['mine']), ...used('mine', 0, 70) },
      [],
    ],
    [
      'asks about a hidden one',
      [index({ name: 'mine', state: 'hidden' })],
      {},
      [expect.stringMatching(/^unhide info: mine is hidden/)],
    ],
    [
      'warns of a hidden declared one',
      [index({ name: 'v2_price', state: 'hidden', definition: PRICE })],
      {},
      [expect.stringMatching(/^unhide warning/)],
    ],
    [
      'names an equivalent index',
      [index({ name: 'mine' })],
      { redundant: [{ name: 'mine', coveredBy: 'v2_price', kind: 'prefix' }] },
      [expect.stringMatching(/^redundant info: mine is a prefix of v2_price/)],
    ],
    [
      'suggests',
      [],
      { suggested: [{ key: { a: 1, b: -1 }, because: 'seen 3 times, up to 900 ms' }] },
      [expect.stringMatching(/^suggested info: An index \{ a: 1, b: -1 \} .*seen 3 times/)],
    ],
    [
      'lists members that did not reply',
      [],
      { silent: [{ host: 'b:1', problem: 'gone' }] },
      [expect.stringMatching(/^incomplete info: b:1 did not reply/)],
    ],
    [
      'warns about too many indexes',
      Array.from({ length: 52 }, (_, at) => index({ name: `i${at}` })),
      {},
      [expect.stringMatching(/^too-many warning: There are 52 indexes/)],
    ],
  ] as [string, ComparedIndex[], Partial<IndexFacts>, unknown[]][])('%s', (_, compared, more, expected) => {
    expect(advise(compared, more)).toEqual(expected);
  });
});
