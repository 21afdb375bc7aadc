import type { Finding } from '../../../../migrations/index.js';
import type { FieldKinds, OddField } from './field-kinds.js';
import type { NamedDocuments } from './id-list.js';
import type { MaterialsReport } from './materials-tally.js';

/** Why a document cannot be migrated. */
export type ProblemKind =
  /** Of no known version. */
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

/** Several products with one slug, which differ in case at most. */
export interface SharedSlug {
  readonly slug: string;
  /** One of the products that have it, not the first. */
  readonly id: string;
}

/** What a unique index that the collection has would say to the upgraded documents. */
export interface UniqueIndexReport {
  readonly name: string;
  /** Why it was not looked at, if it was not. */
  readonly notExamined?: string;
  readonly duplicates: NamedDocuments;
}

/** How many documents something was found in, and the first of them with what it is. */
export interface FoundDocuments {
  readonly count: number;
  readonly first: readonly { readonly id: string; readonly findings: readonly Finding[] }[];
}

/** Everything that one pass over all documents found out. Plain JSON. */
export interface DocumentReport {
  readonly total: number;
  readonly bytes: number;
  /** Documents that can be migrated: mapped, and their patch can be written. */
  readonly mappable: number;
  /** `mappable` ÷ `total`; 1 where there are none. */
  readonly successRate: number;
  readonly counts: Readonly<Record<ProblemKind, number>>;
  /** The first hundred, with the reasons. */
  readonly problems: readonly ProblemDocument[];
  /** Failures per path. */
  readonly failuresByPath: Readonly<Record<string, number>>;
  /** Defaults that fired per path. */
  readonly warningsByPath: Readonly<Record<string, number>>;
  /** Documents per version and dialect. */
  readonly shapes: Readonly<Record<string, number>>;
  /** Documents that an upgrade and a downgrade would not give back as they were. */
  readonly notGivenBack: NamedDocuments;
  /** Documents of the latest version that no older version can take, with the first reason of each path. */
  readonly noWayBack: NamedDocuments & { readonly reasons: readonly Finding[] };
  readonly idTypes: Readonly<Record<string, number>>;
  /** Documents whose `_id` comes out of the driver as another value, so that they cannot be addressed. */
  readonly unstableIds: NamedDocuments;
  /** Documents whose `_id` reads like another one's of another type. */
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
    /** Mean growth of a document by its upgrade, of a sample. */
    readonly meanGrowth: number;
    /** Documents that would be larger than MongoDB stores. */
    readonly tooLarge: NamedDocuments;
    /** Documents of which a change event could not hold the state before and after. */
    readonly large: NamedDocuments;
  };
  readonly materials: MaterialsReport;
  readonly fieldKinds: FieldKinds;
  readonly oddFields: readonly OddField[];
  readonly sharedSlugs: { readonly count: number; readonly first: readonly SharedSlug[] };
  /** Products whose own name names another metal, karat or stone than their specs. */
  readonly nameConflicts: FoundDocuments;
  /** Products with more text than a listing shows. */
  readonly longTexts: NamedDocuments;
  /** Documents whose `schemaVersion` is none of this catalog's. */
  readonly foreignVersions: FoundDocuments;
  readonly uniqueIndexes: readonly UniqueIndexReport[];
  readonly speed: {
    readonly seconds: number;
    /** Documents a second of the whole pass: read, upgraded, downgraded, compared. */
    readonly documentsPerSecond: number;
    /** Documents a second of the upgrade alone. */
    readonly upgradesPerSecond: number;
  };
}
