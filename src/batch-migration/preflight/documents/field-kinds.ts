import type { DocumentVersion, StoredDocument } from '../../../../migrations/index.js';
import { VERSIONS } from '../../../../migrations/index.js';
import { increment, noCounts } from './id-list.js';
import type { ValueKind } from './value-kind.js';
import { lookAt } from './value-kind.js';

/** Number of documents by version, path and kind of value. */
export type FieldKinds = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

/** A kind of value that differs from that of most documents of the version, or that has no meaning. */
export interface OddField {
  readonly version: number;
  readonly path: string;
  readonly kind: string;
  readonly count: number;
  /** The kind that most documents have there. */
  readonly usual: string;
}

const SAY_NOTHING: readonly string[] = ['null', 'undefined', 'blank text', 'not a finite number', 'unreachable'];
const MAX_SHAPES = 400;
/** One letter per kind, because shapes are compared for every document. */
const CODES: Readonly<Record<ValueKind, string>> = {
  missing: '-',
  null: '0',
  undefined: 'u',
  text: 't',
  'blank text': 'b',
  number: 'n',
  'not a finite number': 'i',
  boolean: 'f',
  date: 'd',
  object: 'o',
  array: 'a',
  other: 'x',
  unreachable: '!',
};

interface VersionTally {
  readonly fields: readonly {
    readonly path: string;
    readonly keys: readonly string[];
    readonly counts: Record<string, number>;
  }[];
}

/** Counts the kinds of values at each path that the mapping reads. */
export class FieldTally {
  private readonly tallies = new Map<number, VersionTally>();
  private readonly shapes = new Set<string>();
  private readonly representatives: unknown[] = [];

  /** Adds a document. For each combination of kinds, the first document's `_id` is kept as a representative. */
  add(document: StoredDocument, version: DocumentVersion): void {
    let shape = String(version.version);
    for (const { keys, counts } of this.tallyOf(version).fields) {
      const { kind } = lookAt(document, keys);
      increment(counts, kind);
      shape += CODES[kind];
    }
    if (this.shapes.size >= MAX_SHAPES || this.shapes.has(shape)) return;
    this.shapes.add(shape);
    this.representatives.push(document._id);
  }

  /** `_id`s of documents that differ in the kinds of their values, a few hundred at most. */
  representativeIds(): readonly unknown[] {
    return this.representatives;
  }

  kinds(): FieldKinds {
    return Object.fromEntries(
      [...this.tallies]
        .sort(([a], [b]) => a - b)
        .map(([version, { fields }]) => [
          `v${version}`,
          Object.fromEntries(fields.map(({ path, counts }) => [path, { ...counts }])),
        ]),
    );
  }

  odd(): readonly OddField[] {
    return [...this.tallies].flatMap(([version, { fields }]) =>
      fields.flatMap(({ path, counts }) => {
        const present = Object.entries(counts).filter(([kind]) => kind !== 'missing' && !SAY_NOTHING.includes(kind));
        const usual = present.sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nothing';
        return Object.entries(counts)
          .filter(([kind]) => kind !== 'missing' && kind !== usual)
          .map(([kind, count]) => ({ version, path, kind, count, usual }));
      }),
    );
  }

  private tallyOf({ version }: DocumentVersion): VersionTally {
    const known = this.tallies.get(version);
    if (known !== undefined) return known;
    const involved = VERSIONS.filter(
      (other) => other.version === version || (other.upgrade !== undefined && other.version > version),
    );
    const paths = [...new Set(involved.flatMap(({ sources }) => [...sources]))].filter((path) => path !== 'newer');
    const tally = { fields: paths.map((path) => ({ path, keys: path.split('.'), counts: noCounts() })) };
    this.tallies.set(version, tally);
    return tally;
  }
}
