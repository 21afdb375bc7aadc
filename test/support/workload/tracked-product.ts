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

/** One life of a product that writers create and delete: without a life its number is 0. */
export interface Life {
  /** 0 if deleted; otherwise how many times it has been created. */
  readonly number: number;
  readonly product: Product | undefined;
}

/** What is known about one product: its original state, and every write to it. */
export class TrackedProduct {
  readonly key: string;
  /** Its state when the workload first saw it; `undefined` if the workload created it through the service. */
  readonly product: Product | undefined;
  readonly version: number | undefined;
  readonly counters = new Map<string, CounterRecord>();
  /** The number of the edit that set its name. */
  readonly edits = new TimedValues(0);
  readonly lives: TimedValues<Life>;
  /** Changes of its sellable quantity. */
  readonly stock: { delta: number; readonly unknown: number[] } = { delta: 0, unknown: [] };
  isStock = false;
  /**
   * Whether writes to it bypass a fence (deletes, and those that bypass validation): those between fence and rename
   * become visible a moment later.
   */
  passesFence = false;
  /** Who edits it, if anybody: each product has one editor, so that the order of edits is known. */
  editor: { readonly name: string; readonly withPrice: boolean } | undefined;
  /** Whether `product` determines its position in every order; not if the service chose the date. */
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

  /** Whether anything was written to it that has not been undone. */
  get isTouched(): boolean {
    return this.counters.size > 0 || this.edits.hasWrites || this.lives.hasWrites || this.isStock;
  }

  /** Whether an edit of it may have become visible within a span. */
  editSeenWithin(from: number, to: number): boolean {
    return this.edits.changedWithin(this.sightFrom(from), to);
  }

  /** Whether its creation or deletion may have become visible within a span. */
  lifeSeenWithin(from: number, to: number): boolean {
    return this.lives.changedWithin(this.sightFrom(from), to);
  }

  /**
   * If a fence's owner dies, writes that bypassed the fence become visible late: only once another process has taken
   * over.
   */
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

/** The product in a stored document of any version; `undefined` if it is not a product. */
export function productOf(document: StoredDocument): Product | undefined {
  const reading = readProduct(document);
  return reading.kind === 'product' ? reading.product : undefined;
}

function isShown({ number, product }: Life): boolean {
  return number > 0 && product !== undefined && isPublic(product);
}
