import type { Finding, Outcome } from './outcome.js';
import type { Product, ProductDetail } from './product.js';
import type { StoredDocument } from './stored-document.js';
import type { VersionQueries } from './version-queries.js';

/** A field that a version's shape requires: its path and its value. */
export interface Target {
  /** Dotted path through objects, never through arrays. */
  readonly path: string;
  readonly value: unknown;
  /**
   * The path at which the document already holds the same value: it is then copied byte for byte instead of written.
   */
  readonly from?: string;
}

/** A field that was set or removed. */
export type Change = Target | { readonly path: string; readonly absent: true };

/**
 * One version of the product document: everything the service knows about that shape. Pure: no clock, no randomness, no
 * database, and inputs are not modified. The chain (`chain.ts`) composes the versions and does all bookkeeping of old
 * values.
 */
export interface DocumentVersion {
  readonly version: number;
  /** The name people use for the shape, e.g. `store`. */
  readonly name: string;
  /** Whether a stored document is of this version. At most one version recognises a document. */
  recognises(document: StoredDocument): boolean;
  /** Every dotted path that `upgrade` or `read` reads: what a reader must fetch and a guarded write must compare. */
  readonly sources: readonly string[];
  /** The paths that `recognises` reads, so that a reader can tell the version first; if absent, all `sources`. */
  readonly recognisedBy?: readonly string[];
  /** Arrays among the `sources` of which only the first element is used: a reader need not decode the others. */
  readonly firstElementOf?: readonly string[];
  /**
   * Paths that `read` reads besides `sources`, for content that no upgrade or edit depends on. A reader fetches them; a
   * guarded write does not compare them, so that a page view counted in the meantime does not make it fail.
   */
  readonly alsoRead?: readonly string[];
  /** For arrays in `alsoRead`, the paths used within their objects: a reader need not decode the others. */
  readonly elementFields?: Readonly<Record<string, readonly string[]>>;
  /** Computes the fields of the next version from a document of this one. Absent in the latest version. */
  upgrade?(document: StoredDocument): Outcome<readonly Target[]>;
  /**
   * Expresses changes to the next version's fields (made since the upgrade) in this version's fields, as far as this
   * shape has fields for them; the chain keeps the rest in `newer`. `document` is the earlier document of this version.
   */
  downgrade?(changes: readonly Change[], document: StoredDocument): readonly Target[];
  /**
   * The changes that turn a document created in the next version, which has no old values to restore, into one of this
   * version: they remove the next version's marker and the fields this shape does not know. `downgrade` then expresses
   * the content of those fields in this version's.
   */
  readonly adoption?: readonly Change[];
  /**
   * Fields whose content the next version keeps elsewhere: nothing reads them after the upgrade, so a migration's
   * cleanup removes them.
   */
  readonly superseded?: readonly string[];
  /**
   * Reads the product's content. Required for the latest version; fails if the document lacks something a product must
   * have.
   */
  read?(document: StoredDocument): Outcome<Product>;
  /**
   * The failures of `read`, computed from the `sources` alone, for mappings that only need to know whether there is a
   * product. If absent, `read` is called.
   */
  lacks?(document: StoredDocument): readonly Finding[];
  /** The fields that hold a product's content in this shape. Required for the latest version; never fails. */
  write?(product: Product): readonly Change[];
  /** Reads the details for the product page. Required for the latest version; never fails. */
  readDetail?(document: StoredDocument): ProductDetail;
  /** Which dialect of this version a document is written in, for reports; absent if the version has only one. */
  dialectOf?(document: StoredDocument): string | undefined;
  /** Every stone that a document lists, as stored, the displayed one first; for reports. */
  stones?(document: StoredDocument): readonly unknown[];
  /** How to query for this version's documents. */
  readonly queries: VersionQueries;
}
