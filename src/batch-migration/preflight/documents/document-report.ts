import type { Finding } from '../../../../migrations/index.js';
import type { FieldKinds, OddField } from './field-kinds.js';
import type { NamedDocuments } from './id-list.js';
import type { MaterialsReport } from './materials-tally.js';

/** Why a document cannot be migrated. */
export type ProblemKind =
  /** Its version is unknown. */
  | 'unrecognised'
  /** The mapping refuses it. */
  | 'failing'
  /** The driver cannot read it. */
  | 'undecodable'
  /** Mapped, but the server could not write the patch safely. */
  | 'unwritable';

/** A document that cannot be migrated. */
export interface ProblemDocument {
  readonly id: string;
  readonly kind: ProblemKind;
  readonly reasons: readonly Finding[];
}

/** Several products that share a slug, apart from case. */
export interface SharedSlug {
  readonly slug: string;
  /** One of the products that have it, other than the first. */
  readonly id: string;
}

/** How the upgraded documents fit a unique index of the collection. */
export interface UniqueIndexReport {
  readonly name: string;
  /** Why it was not examined, if it was not. */
  readonly notExamined?: string;
  readonly duplicates: NamedDocuments;
}

/** Number of documents with a finding, and the first of them with their findings. */
export interface FoundDocuments {
  readonly count: number;
  readonly first: readonly { readonly id: string; readonly findings: readonly Finding[] }[];
}

/** All results of one pass over all documents. Plain JSON. */
export interface DocumentReport {
  readonly total: number;
  readonly bytes: number;
  /** Documents that can be migrated: mapped, and their patch can be written. */
  readonly mappable: number;
  /** `mappable` ÷ `total`; 1 if there are no documents. */
  readonly successRate: number;
  readonly counts: Readonly<Record<ProblemKind, number>>;
  /** The first hundred, with their reasons. */
  readonly problems: readonly ProblemDocument[];
  /** Failures per path. */
  readonly failuresByPath: Readonly<Record<string, number>>;
  /** Number of applied defaults per path. */
  readonly warningsByPath: Readonly<Record<string, number>>;
  /** Documents per version and dialect. */
  readonly shapes: Readonly<Record<string, number>>;
  /** Documents that an upgrade followed by a downgrade would not restore exactly. */
  readonly notGivenBack: NamedDocuments;
  /** Documents of the latest version that no older version can represent, with the first reason for each path. */
  readonly noWayBack: NamedDocuments & { readonly reasons: readonly Finding[] };
  readonly idTypes: Readonly<Record<string, number>>;
  /** Documents whose `_id` changes when the driver decodes and encodes it, so that they cannot be addressed. */
  readonly unstableIds: NamedDocuments;
  /** Documents whose `_id` prints like that of another document, with another type. */
  readonly ambiguousIds: NamedDocuments;
  readonly bson: {
    readonly duplicateKeys: NamedDocuments;
    readonly integerKeys: NamedDocuments;
    readonly oddKeys: NamedDocuments;
    readonly invalidText: NamedDocuments;
    readonly deprecatedTypes: NamedDocuments;
    readonly deepest: number;
  };
  readonly size: {
    readonly largest: number;
    readonly largestId: string | null;
    readonly mean: number;
    /** Mean growth of a document by its upgrade, from a sample. */
    readonly meanGrowth: number;
    /** Documents that would exceed MongoDB's maximum size. */
    readonly tooLarge: NamedDocuments;
    /** Documents too large for a change event that holds the state before and after. */
    readonly large: NamedDocuments;
  };
  readonly materials: MaterialsReport;
  readonly fieldKinds: FieldKinds;
  readonly oddFields: readonly OddField[];
  readonly sharedSlugs: { readonly count: number; readonly first: readonly SharedSlug[] };
  /** Products whose name mentions another metal, karat or stone than their specs. */
  readonly nameConflicts: FoundDocuments;
  /** Products with more text than listings show. */
  readonly longTexts: NamedDocuments;
  /** Documents whose `schemaVersion` is not one of this catalog's. */
  readonly foreignVersions: FoundDocuments;
  readonly uniqueIndexes: readonly UniqueIndexReport[];
  readonly speed: {
    readonly seconds: number;
    /** Documents per second of the whole pass: read, upgraded, downgraded, compared. */
    readonly documentsPerSecond: number;
    /** Documents per second of the upgrade alone. */
    readonly upgradesPerSecond: number;
  };
}
