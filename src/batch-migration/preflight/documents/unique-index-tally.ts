import { mongo } from 'mongoose';
import type { StoredDocument } from '../../../../migrations/index.js';
import type { UniqueIndexReport } from './document-report.js';
import { IdList } from './id-list.js';
import { SeenTexts } from './seen-texts.js';
import { lookAt } from './value-kind.js';

/** Finds upgraded documents that a unique index of the collection would refuse. */
export class UniqueIndexTally {
  private readonly seen = new SeenTexts();
  private readonly duplicates = new IdList();
  private readonly paths: readonly (readonly string[])[];
  private readonly sparse: boolean;
  private notExamined: string | undefined;

  constructor(private readonly index: mongo.IndexDescriptionInfo) {
    this.paths = Object.keys(index.key).map((path) => path.split('.'));
    this.sparse = index.sparse === true;
    if (index.partialFilterExpression !== undefined) this.notExamined = 'it covers only some of the documents';
    if (index.collation !== undefined) this.notExamined = 'it has its own collation';
    if (Object.values(index.key).some((direction) => typeof direction !== 'number'))
      this.notExamined = 'it is of a special type';
  }

  add(document: StoredDocument): void {
    if (this.notExamined !== undefined) return;
    const found = this.paths.map((keys) => lookAt(document, keys));
    if (found.some(({ kind }) => kind === 'array' || kind === 'unreachable')) {
      this.notExamined = 'its fields hold arrays in some documents';
      return;
    }
    if (this.sparse && found.every(({ kind }) => kind === 'missing')) return;
    const key = mongo.BSON.EJSON.stringify(
      found.map(({ value }) => value ?? null),
      { relaxed: false },
    );
    if (this.seen.add(key)) this.duplicates.add(document._id);
  }

  report(): UniqueIndexReport {
    const { notExamined } = this;
    return {
      name: this.index.name ?? '',
      duplicates: this.duplicates.report(),
      ...(notExamined === undefined ? {} : { notExamined }),
    };
  }
}
