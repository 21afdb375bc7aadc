import type { mongo } from 'mongoose';
import { messageOf } from '../../../errors/message-of.js';
import type { DocumentVersion, Finding, StoredDocument, Upgraded } from '../../../../migrations/index.js';
import {
  differences,
  downgrade,
  foreignVersion,
  nameConflicts,
  recognise,
  restored,
  upgradeToLatest,
} from '../../../../migrations/index.js';
import { decodeWhole } from '../../../bson/lean-document.js';
import { idText } from '../../../listing/product-id.js';
import { isTooLong } from '../../../listing/shortened-product.js';
import type { DocumentReport, ProblemDocument, ProblemKind, SharedSlug } from './document-report.js';
import { FoundList } from './found-list.js';
import { FieldTally } from './field-kinds.js';
import { identical } from './identical.js';
import { IdList, increment, MAX_NAMED, nameOf, noCounts } from './id-list.js';
import { isStableId, typeOfId } from './id-traits.js';
import { MaterialsTally } from './materials-tally.js';
import type { RawTraits } from './raw-document.js';
import { inspectRaw } from './raw-document.js';
import { SeenTexts } from './seen-texts.js';
import { SizeTally } from './size-tally.js';
import { UniqueIndexTally } from './unique-index-tally.js';

/** A mapped document with odd bytes: the server must be asked whether its patch can be written. */
export interface Suspect {
  readonly document: StoredDocument;
  readonly upgraded: Upgraded;
}

const BSON_LISTS = ['duplicateKeys', 'integerKeys', 'oddKeys', 'invalidText', 'deprecatedTypes'] as const;

/**
 * Takes all documents, one at a time, and reports on them. Memory grows by 16 bytes per document, for the uniqueness
 * checks.
 */
export class DocumentSurvey {
  private total = 0;
  private mappable = 0;
  private upgradeMs = 0;
  private deepest = 0;
  private readonly counts: Record<ProblemKind, number> = { unrecognised: 0, failing: 0, undecodable: 0, unwritable: 0 };
  private readonly problems: ProblemDocument[] = [];
  private readonly failuresByPath = noCounts();
  private readonly warningsByPath = noCounts();
  private readonly shapes = noCounts();
  private readonly idTypes = noCounts();
  private readonly notGivenBack = new IdList();
  private readonly noWayBack = new IdList();
  private readonly noWayBackReasons = new Map<string, Finding>();
  private readonly unstableIds = new IdList();
  private readonly ambiguousIds = new IdList();
  private readonly bson = {
    duplicateKeys: new IdList(),
    integerKeys: new IdList(),
    oddKeys: new IdList(),
    invalidText: new IdList(),
    deprecatedTypes: new IdList(),
  };
  private readonly size = new SizeTally();
  private readonly materials = new MaterialsTally();
  private readonly fields = new FieldTally();
  private readonly idTexts = new SeenTexts();
  private readonly slugs = new SeenTexts();
  private sharedSlugCount = 0;
  private readonly sharedSlugs: SharedSlug[] = [];
  private readonly nameConflicts = new FoundList();
  private readonly longTexts = new IdList();
  private readonly foreignVersions = new FoundList();
  private readonly uniqueIndexes: readonly UniqueIndexTally[];

  constructor(uniqueIndexes: readonly mongo.IndexDescriptionInfo[]) {
    this.uniqueIndexes = uniqueIndexes.map((index) => new UniqueIndexTally(index));
  }

  /** Adds the bytes of one document. @returns it if the server has to be asked about it */
  add(bytes: Uint8Array): Suspect | undefined {
    this.total++;
    let traits: RawTraits;
    let document: StoredDocument;
    try {
      traits = inspectRaw(bytes);
      document = decodeWhole(bytes) as StoredDocument;
    } catch (error) {
      this.size.add('?', bytes.byteLength);
      increment(this.shapes, 'undecodable');
      this.problem('?', 'undecodable', [{ path: '', problem: messageOf(error) }]);
      return undefined;
    }
    this.addTraits(document._id, traits);
    return this.addDocument(document, bytes.byteLength, traits);
  }

  /** Corrects the count for a document that seemed mappable, but whose patch cannot be written. */
  refuse({ document }: Suspect): void {
    this.mappable--;
    this.problem(document._id, 'unwritable', [
      {
        path: '',
        problem:
          'An object that is upgraded has two fields of the same name, or a field name that no update can address',
      },
    ]);
  }

  /** `_id`s of documents that differ in the kinds of their values. */
  representativeIds(): readonly unknown[] {
    return this.fields.representativeIds();
  }

  /** Number of documents so far. */
  get done(): number {
    return this.total;
  }

  report(seconds: number): DocumentReport {
    const { total, mappable } = this;
    const speed = (count: number, time: number): number => Math.round(count / Math.max(0.001, time));
    return {
      total,
      bytes: this.size.total,
      mappable,
      successRate: total === 0 ? 1 : mappable / total,
      counts: { ...this.counts },
      problems: [...this.problems],
      failuresByPath: { ...this.failuresByPath },
      warningsByPath: { ...this.warningsByPath },
      shapes: { ...this.shapes },
      notGivenBack: this.notGivenBack.report(),
      noWayBack: { ...this.noWayBack.report(), reasons: [...this.noWayBackReasons.values()] },
      idTypes: { ...this.idTypes },
      unstableIds: this.unstableIds.report(),
      ambiguousIds: this.ambiguousIds.report(),
      bson: {
        duplicateKeys: this.bson.duplicateKeys.report(),
        integerKeys: this.bson.integerKeys.report(),
        oddKeys: this.bson.oddKeys.report(),
        invalidText: this.bson.invalidText.report(),
        deprecatedTypes: this.bson.deprecatedTypes.report(),
        deepest: this.deepest,
      },
      size: this.size.report(),
      materials: this.materials.report(),
      fieldKinds: this.fields.kinds(),
      oddFields: this.fields.odd(),
      sharedSlugs: { count: this.sharedSlugCount, first: [...this.sharedSlugs] },
      nameConflicts: this.nameConflicts.report(),
      longTexts: this.longTexts.report(),
      foreignVersions: this.foreignVersions.report(),
      uniqueIndexes: this.uniqueIndexes.map((index) => index.report()),
      speed: {
        seconds,
        documentsPerSecond: speed(total, seconds),
        upgradesPerSecond: speed(total, this.upgradeMs / 1000),
      },
    };
  }

  private addTraits(id: unknown, traits: RawTraits): void {
    for (const key of BSON_LISTS) if (traits[key]) this.bson[key].add(id);
    this.deepest = Math.max(this.deepest, traits.depth);
    increment(this.idTypes, typeOfId(id));
    if (!isStableId(id, traits.id)) this.unstableIds.add(id);
    if (this.idTexts.add(idText(id) ?? '')) this.ambiguousIds.add(id);
  }

  private addDocument(document: StoredDocument, bytes: number, traits: RawTraits): Suspect | undefined {
    const started = performance.now();
    const version = recognise(document);
    const outcome = upgradeToLatest(document);
    this.upgradeMs += performance.now() - started;
    increment(this.shapes, shapeOf(document, version));
    if (version === undefined || !outcome.ok) {
      this.size.add(document._id, bytes);
      const foreign = version === undefined ? foreignVersion(document) : [];
      this.foreignVersions.add(document._id, foreign);
      this.problem(
        document._id,
        version === undefined ? 'unrecognised' : 'failing',
        outcome.ok ? [] : foreign.length > 0 ? foreign : outcome.failures,
      );
      return undefined;
    }
    const upgraded = outcome.value;
    this.mappable++;
    this.size.add(document._id, bytes, document, upgraded.document);
    this.fields.add(document, version);
    this.materials.add(version.stones?.(document) ?? [], upgraded.product);
    for (const index of this.uniqueIndexes) index.add(upgraded.document);
    this.nameConflicts.add(document._id, nameConflicts(upgraded.product));
    if (isTooLong(upgraded.product)) this.longTexts.add(document._id);
    this.addSlug(upgraded.product.slug, document._id);
    for (const { path } of outcome.warnings) increment(this.warningsByPath, path);
    this.addWayBack(document, upgraded);
    const isOdd = traits.duplicateKeys || traits.oddKeys || traits.invalidText;
    return isOdd && upgraded.patch !== null ? { document, upgraded } : undefined;
  }

  private addSlug(slug: string, id: unknown): void {
    if (!this.slugs.add(slug.trim().normalize('NFC').toLowerCase())) return;
    this.sharedSlugCount++;
    if (this.sharedSlugs.length < MAX_NAMED) this.sharedSlugs.push({ slug, id: nameOf(id) });
  }

  private addWayBack(document: StoredDocument, { document: upgraded, patch }: Upgraded): void {
    // Nearly always the document's own record restores it exactly. Then the downgrade does too, but takes far longer.
    if (patch !== null && identical(document, restored(upgraded))) return;
    const down = downgrade(upgraded);
    if (patch !== null) {
      if (!down.ok || !identical(document, down.value.document)) this.notGivenBack.add(document._id);
      return;
    }
    const up = down.ok ? upgradeToLatest(down.value.document) : down;
    if (up.ok && differences(document, up.value.document).length === 0) return;
    this.noWayBack.add(document._id);
    const [reason] = up.ok ? [] : up.failures;
    if (reason !== undefined && this.noWayBackReasons.size < MAX_NAMED) this.noWayBackReasons.set(reason.path, reason);
  }

  private problem(id: unknown, kind: ProblemKind, reasons: readonly Finding[]): void {
    this.counts[kind]++;
    for (const { path } of reasons) increment(this.failuresByPath, path);
    if (this.problems.length < MAX_NAMED) this.problems.push({ id: nameOf(id), kind, reasons });
  }
}

/** The version of a document with its dialect, e.g. `v1` or `v1-late`. */
function shapeOf(document: StoredDocument, version: DocumentVersion | undefined): string {
  if (version === undefined) return 'unrecognised';
  return [`v${version.version}`, version.dialectOf?.(document) ?? []].flat().join('-');
}
