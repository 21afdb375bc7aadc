import { BSON } from 'mongodb';

import { type Product, recognise, type StoredDocument } from '../../../migrations/index.js';
import { isPublic } from '../../../src/listing/filters.js';
import { idText } from '../../../src/listing/product-id.js';
import { readProduct } from '../../../src/products/read-product.js';
import type { Outcome } from './outcome.js';
import { TimedValues } from './timed-values.js';

/** Acknowledged and unknown writes to one counter of one product. */
export interface CounterRecord {
  ok: number;
  unknown: number;
}

const LATE_WITHIN_MS = 10_000;

/** One life of a product that writers make and delete: no life is 0. */
export interface Life {
  /** 0: deleted; else the how manieth time it was made. */
  readonly number: number;
  readonly product: Product | undefined;
}

/** What is known of one product: what it was, and every write to it. */
export class TrackedProduct {
  readonly key: string;
  /** What it was when the workload first saw it; `undefined`: made by the workload through the service. */
  readonly product: Product | undefined;
  readonly version: number | undefined;
  readonly counters = new Map<string, CounterRecord>();
  /** The number of the edit that gave it its name. */
  readonly edits = new TimedValues(0);
  readonly lives: TimedValues<Life>;
  /** Changes of what can be sold. */
  readonly stock: { delta: number; readonly unknown: number[] } = { delta: 0, unknown: [] };
  isStock = false;
  /**
   * Whether writes of it pass a fence (deletes, and those past validation): those between fence and rename are seen a
   * moment later than they were made.
   */
  passesFence = false;
  /** Who edits it, if somebody does: each product has one editor, so that the order of edits is known. */
  editor: { readonly name: string; readonly withPrice: boolean } | undefined;
  /** Whether its place in every order follows from `product`; not so where the service chose the date. */
  hasKnownDate = true;

  private readonly shownAlways: { readonly maybe: boolean; readonly surely: boolean };

  constructor(
    readonly id: unknown,
    readonly raw: Uint8Array | undefined,
    alive: boolean,
    document?: StoredDocument,
  ) {
    this.key = idText(id);
    const stored = document ?? (raw === undefined ? undefined : (BSON.deserialize(raw) as StoredDocument));
    this.product = stored === undefined ? undefined : productOf(stored);
    this.version = stored === undefined ? undefined : recognise(stored)?.version;
    this.lives = new TimedValues<Life>({ number: alive ? 1 : 0, product: this.product });
    this.shownAlways = { maybe: isShown(this.lives.initial), surely: isShown(this.lives.initial) };
  }

  count(field: string, outcome: Outcome): void {
    if (outcome === 'fail') return;
    const record = this.counters.get(field) ?? { ok: 0, unknown: 0 };
    record[outcome] += 1;
    this.counters.set(field, record);
  }

  moveStock(delta: number, outcome: Outcome): void {
    if (outcome === 'ok') this.stock.delta += delta;
    else if (outcome === 'unknown') this.stock.unknown.push(delta);
  }

  /** Whether anything was written to it that is not undone. */
  get isTouched(): boolean {
    return this.counters.size > 0 || this.edits.hasWrites || this.lives.hasWrites || this.isStock;
  }

  /** Whether an edit of it may have come into sight within a span. */
  editSeenWithin(from: number, to: number): boolean {
    return this.edits.changedWithin(this.sightFrom(from), to);
  }

  /** Whether its making or deletion may have come into sight within a span. */
  lifeSeenWithin(from: number, to: number): boolean {
    return this.lives.changedWithin(this.sightFrom(from), to);
  }

  /** What passes a fence is seen late where its owner dies: once another one has taken over. */
  private sightFrom(from: number): number {
    return this.passesFence ? from - LATE_WITHIN_MS : from;
  }

  /** Whether some reader may see it, and whether every reader must, at all times of a span. */
  shownWithin(from: number, to: number): { readonly maybe: boolean; readonly surely: boolean } {
    if (!this.lives.hasWrites) return this.shownAlways;
    const lives = this.lives.possible(from, to);
    const shown = lives.filter(isShown);
    return { maybe: shown.length > 0, surely: shown.length === lives.length };
  }
}

/** The product in a stored document of any version; `undefined` where it makes none. */
export function productOf(document: StoredDocument): Product | undefined {
  const reading = readProduct(document);
  return reading.kind === 'product' ? reading.product : undefined;
}

function isShown({ number, product }: Life): boolean {
  return number > 0 && product !== undefined && isPublic(product);
}
