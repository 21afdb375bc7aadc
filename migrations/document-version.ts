import type { Finding, Outcome } from './outcome.js';
import type { Product, ProductDetail } from './product.js';
import type { StoredDocument } from './stored-document.js';
import type { VersionQueries } from './version-queries.js';

/** One field that a version's shape needs: where it stands and what it is. */
export interface Target {
  /** Dotted path through objects, never through arrays. */
  readonly path: string;
  readonly value: unknown;
  /** Where the same value stands in the document already: it is then copied byte for byte rather than written anew. */
  readonly from?: string;
}

/** A field that was given a value, or taken away. */
export type Change = Target | { readonly path: string; readonly absent: true };

/**
 * One version of the product document: everything the service knows of that shape. Pure: no clock, no randomness,
 * no database, no input changed. The chain (`chain.ts`) composes the versions and does all bookkeeping of old values.
 */
export interface DocumentVersion {
  readonly version: number;
  /** What people call the shape, e.g. `store`. */
  readonly name: string;
  /** Whether a stored document is of this version. At most one version recognises a document. */
  recognises(document: StoredDocument): boolean;
  /**
   * Every dotted path that `upgrade` or `read` looks at: what a reader has to fetch and a guarded write has to compare.
   */
  readonly sources: readonly string[];
  /**
   * The paths that `recognises` looks at, so that a reader can tell the version first; all `sources` where it is
   * absent.
   */
  readonly recognisedBy?: readonly string[];
  /** Arrays among the `sources` of which only the first element is looked at: a reader need not decode the others. */
  readonly firstElementOf?: readonly string[];
  /**
   * Paths that `read` looks at besides `sources`, for content that no upgrade or edit is computed from. A reader
   * fetches them; a guarded write does not compare them, so a page view counted meanwhile does not refuse it.
   */
  readonly alsoRead?: readonly string[];
  /**
   * Of arrays in `alsoRead`, the paths that are looked at in the objects in them: a reader need not decode the others.
   */
  readonly elementFields?: Readonly<Record<string, readonly string[]>>;
  /** The fields that the next version needs, computed from a document of this one. Absent in the latest version. */
  upgrade?(document: StoredDocument): Outcome<readonly Target[]>;
  /**
   * Changes of the next version's fields (made since the upgrade) said in this version's fields, as far as this shape
   * has a place for them; the chain keeps the rest aside. `document` is the document of this version as it was before.
   */
  downgrade?(changes: readonly Change[], document: StoredDocument): readonly Target[];
  /**
   * What makes a document of this version of one that was created at the next, and so has no old values to put back:
   * the next version's marker and the fields that this shape does not know go, before `downgrade` says their content in
   * its own.
   */
  readonly adoption?: readonly Change[];
  /**
   * Fields whose content the next version has elsewhere: nothing reads them after the upgrade, so the cleanup of a
   * migration removes them.
   */
  readonly superseded?: readonly string[];
  /**
   * The product's content. Needed of the latest version; fails where a document of this version lacks what a product
   * needs.
   */
  read?(document: StoredDocument): Outcome<Product>;
  /**
   * The failures of `read`, from the `sources` alone, for mappings that need no more than whether there is a product.
   * Where it is absent `read` is asked.
   */
  lacks?(document: StoredDocument): readonly Finding[];
  /** Where a product's content stands in this shape, field by field. Needed of the latest version; never fails. */
  write?(product: Product): readonly Change[];
  /** The product page's detail. Needed of the latest version; never fails. */
  readDetail?(document: StoredDocument): ProductDetail;
  /** Which of its writers' dialects a document is in, for reports; absent where the version has one only. */
  dialectOf?(document: StoredDocument): string | undefined;
  /** Every stone that a document states, as it states it, the one that it is shown with first; for reports. */
  stones?(document: StoredDocument): readonly unknown[];
  /** How this version's documents are asked for in the database's own terms. */
  readonly queries: VersionQueries;
}
