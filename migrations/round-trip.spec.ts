import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { demoProducts } from '../packages/demo-products/demo-products.js';
import { generateProducts } from '../packages/demo-products/generate-products.js';
import {
  applyPatch,
  differences,
  downgrade,
  readDetail,
  recognise,
  supersededSince,
  toGuard,
  toUpdatePipeline,
  upgradeToLatest,
} from './index.js';
import type { Downgraded, Outcome, StoredDocument, Upgraded } from './index.js';
import { isPlainObject } from './bson-value.js';
import { withoutPaths } from './document-path.js';
import { arbitraryDocuments, legacyDocuments } from './testing/arbitrary-document.js';
import { edited, edits } from './testing/arbitrary-edits.js';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };
const examples = [...demoProducts(), ...generateProducts({ count: 300, seed: 3, irregular: 0.5 })] as StoredDocument[];

/** A document's bytes: type, order and value of every field. */
function bytes(document: StoredDocument): string {
  return Buffer.from(mongo.BSON.serialize(document)).toString('hex');
}

function deepFrozen<T>(value: T): T {
  if (Array.isArray(value)) value.forEach(deepFrozen);
  else if (isPlainObject(value)) Object.values(value).forEach(deepFrozen);
  else return value;
  return Object.freeze(value);
}

/** The upgrade of a document that can be mapped; `undefined` skips this run of a property. */
function upgraded(document: StoredDocument): Upgraded | undefined {
  const outcome = upgradeToLatest(document);
  return outcome.ok ? outcome.value : undefined;
}

function downgraded(document: StoredDocument): Downgraded {
  const outcome: Outcome<Downgraded> = downgrade(document);
  if (!outcome.ok) throw new Error(`Not downgraded: ${JSON.stringify(outcome.failures)}`);
  return outcome.value;
}

/** A user's own field called `newer` would have to be replaced by ours: such a document is left as it is. */
function isRefusedForNewer(document: StoredDocument): boolean {
  const outcome = downgrade(document);
  return !outcome.ok && outcome.failures[0]?.path === 'newer';
}

describe('examples', () => {
  it('every demo product and every generated form can be mapped', () => {
    expect(examples.map((document) => upgradeToLatest(document)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('a downgrade reverts an upgrade byte for byte', () => {
    for (const document of examples)
      expect(bytes(downgraded(upgraded(document)?.document ?? document).document)).toBe(bytes(document));
  });
});

describe('any document', () => {
  it('has the same content without superseded fields and without `legacy`', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...examples), arbitraryDocuments, legacyDocuments), (document) => {
        const before = upgraded(document);
        if (before === undefined || before.patch === null) return;
        const after = withoutPaths(before.document, ['legacy', ...supersededSince(before.from)]);
        const again = upgraded(after);
        expect(again?.patch).toBeNull();
        expect(again?.product).toEqual(before.product);
        expect(readDetail(after)).toEqual(readDetail(before.document));
      }),
      runs,
    );
  });

  it('is upgraded deterministically, without throwing or modifying the input', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const first = upgradeToLatest(deepFrozen(document));
        const second = upgradeToLatest(document);
        expect(second.ok).toBe(first.ok);
        if (first.ok && second.ok) expect(bytes(second.value.document)).toBe(bytes(first.value.document));
      }),
      runs,
    );
  });

  it('is unchanged by a second upgrade', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const once = upgraded(document);
        if (once === undefined) return;
        const twice = upgraded(once.document);
        expect(twice?.patch).toBeNull();
        expect(twice?.product).toEqual(once.product);
      }),
      runs,
    );
  });

  it('is upgraded in memory exactly as by its patch, and the patch can be written and guarded', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const { patch, document: whole } = upgraded(document) ?? {};
        if (patch === undefined || patch === null || whole === undefined) return;
        expect(bytes(applyPatch(document, patch))).toBe(bytes(whole));
        const paths = [...patch.set.map(({ path }) => path), ...patch.unset];
        expect(paths.some((path) => paths.some((other) => path !== other && path.startsWith(`${other}.`)))).toBe(false);
        mongo.BSON.serialize({ update: toUpdatePipeline(patch), filter: toGuard(document, patch) });
      }),
      runs,
    );
  });

  it('is restored byte for byte by a downgrade', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const up = upgraded(document);
        if (up === undefined || up.patch === null) return;
        const down = downgraded(deepFrozen(up.document));
        expect(bytes(down.document)).toBe(bytes(document));
        expect(down.to).toBe(up.from);
      }),
      runs,
    );
  });
});

describe('an upgraded document that was changed', () => {
  it('keeps its content through downgrade and upgrade, and its old form through upgrade and downgrade', () => {
    fc.assert(
      fc.property(legacyDocuments, edits, (document, changes) => {
        const up = upgraded(document);
        if (up === undefined) return;
        const changed = edited(up.document, changes);
        if (!upgradeToLatest(changed).ok) return;

        if (isRefusedForNewer(changed)) return;
        const old = downgraded(changed);
        expect(recognise(old.document)?.version).toBe(old.to);
        const again = upgraded(old.document);
        expect(differences(changed, again?.document ?? { _id: 0 })).toEqual([]);
        expect(again?.product).toEqual(upgraded(changed)?.product);
        expect(bytes(downgraded(again?.document ?? { _id: 0 }).document)).toBe(bytes(old.document));
      }),
      runs,
    );
  });

  it('becomes a v1 document if it was created as v2', () => {
    fc.assert(
      fc.property(legacyDocuments, edits, (document, changes) => {
        const up = upgraded(document);
        if (up === undefined) return;
        const { legacy, ...rest } = edited(up.document, changes);
        const created = rest as StoredDocument;
        if (legacy === undefined || !upgradeToLatest(created).ok || isRefusedForNewer(created)) return;

        const old = downgraded(created);
        expect(old.to).toBe(1);
        expect(differences(created, upgraded(old.document)?.document ?? { _id: 0 })).toEqual([]);
      }),
      runs,
    );
  });
});
