import { BSON, type Collection } from 'mongodb';

import { recognise, type StoredDocument } from '../../../migrations/index.js';
import { FENCE_TITLE } from '../../../src/database/fence-title.js';
import { idText } from '../../../src/listing/product-id.js';
import { documentProblems } from './document-check.js';
import type { Ledger } from './ledger.js';
import { stockSumProblem } from './stock-check.js';
import type { Violation } from './workload-context.js';

export type ExpectedVersions = 'first' | 'latest' | 'cleaned-up' | 'either';

/** The expected final state of the database. */
export interface FinalExpectation {
  /**
   * The expected version of the original products: each its own first version (`first`, after a rollback), the latest
   * (after a migration; after its cleanup without what that removes), or either, since reads upgrade what they find.
   */
  readonly versions?: ExpectedVersions;
  /** Whether writes that bypass validation are guaranteed to be kept; if not, their loss is only a note. */
  readonly bypassPromised?: boolean;
}

/** The results. */
export interface FinalReport {
  readonly violations: readonly Violation[];
  /** Losses that are not covered by any guarantee. */
  readonly notes: readonly Violation[];
  readonly products: number;
  /** The number of products by version; `none` for those of no version. */
  readonly versions: Readonly<Record<string, number>>;
}

/**
 * Compares the stored products with everything that was written, once all writers have stopped: nothing acknowledged is
 * missing, nothing rejected exists, and what nobody touched is unchanged. It reads everything and lists every problem.
 */
export async function checkFinal(
  products: Collection,
  ledger: Ledger,
  expectation: FinalExpectation = {},
): Promise<FinalReport> {
  const found: Violation[] = [];
  const versions: Record<string, number> = {};
  const seen = new Map<string, StoredDocument>();
  for await (const bytes of products.find({}, { raw: true, readConcern: { level: 'majority' } })) {
    const raw = bytes as unknown as Uint8Array;
    const document = BSON.deserialize(raw) as StoredDocument;
    const key = idText(document._id);
    const version = String(recognise(document)?.version ?? 'none');
    versions[version] = (versions[version] ?? 0) + 1;
    if (seen.has(key))
      found.push({
        kind: 'duplicate-product',
        product: key,
        detail: 'It is stored twice, under ids of different types',
      });
    seen.set(key, document);
    found.push(
      ...documentProblems(ledger, { key, document, raw: Uint8Array.from(raw) }, expectation.versions ?? 'either'),
    );
  }
  found.push(
    ...absentees(ledger, seen),
    ...repeatedCreates(ledger, seen),
    ...stockSumProblem(ledger, seen),
    ...(await leftFence(products)),
  );
  const isPromised = ({ counter }: Found): boolean =>
    expectation.bypassPromised === true || counter === undefined || !ledger.bypassing.has(counter);
  return {
    violations: found.filter(isPromised),
    notes: found.filter((one) => !isPromised(one)),
    products: seen.size,
    versions,
  };
}

type Found = Violation & { readonly counter?: string };

function absentees(ledger: Ledger, seen: ReadonlyMap<string, unknown>): Violation[] {
  return ledger.list.flatMap(({ key, lives }) => {
    const mustBe = lives.possible().every(({ number }) => number > 0);
    return mustBe && !seen.has(key)
      ? [{ kind: 'missing-product', product: key, detail: 'It was stored and not deleted, but is not there' }]
      : [];
  });
}

/** A product created under a key exists once, however often the request was sent. */
function repeatedCreates(ledger: Ledger, seen: ReadonlyMap<string, StoredDocument>): Violation[] {
  const counts = new Map<unknown, number>();
  for (const { description } of seen.values())
    if (ledger.isCreate(String(description))) counts.set(description, (counts.get(description) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) =>
    count > 1 ? [{ kind: 'repeated-create', detail: `${String(name)} was made ${count} times` }] : [],
  );
}

async function leftFence(products: Collection): Promise<Violation[]> {
  const options = (await products.options()) as { validator?: { $jsonSchema?: { title?: unknown } } };
  const title = options.validator?.$jsonSchema?.title;
  return typeof title === 'string' && title.startsWith(FENCE_TITLE)
    ? [{ kind: 'leftover-fence', detail: `The collection still refuses writes: ${title}` }]
    : [];
}
