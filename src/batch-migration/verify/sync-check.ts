import { idKey } from '../../listing/product-id.js';
import { crashPoint } from '../crash-points.js';
import { MigrationError } from '../run/run-errors.js';
import { CatchUpTurns } from '../sync/catch-up-turns.js';
import type { CollectionSync } from '../sync/collection-sync.js';
import type { Mismatch, Verifier } from './verifier.js';

/**
 * At most this many documents may be left to compare at the switch itself, under the fence, while writers wait: one
 * chunk of a comparison.
 */
const FEW = 250;
const MAX_GENERATIONS = 8;
const STILL_FEWER = 0.7;
const REPORTED = 20;

/** The result of a comparison under writes. */
export interface InStepVerdict {
  readonly compared: number;
  /** How often documents written in the meantime were compared again. */
  readonly generations: number;
  /** Documents written since they were last compared; they are compared under the fence. */
  readonly open: readonly unknown[];
}

/**
 * Compares copies with a source that is being written. Differing documents are compared again after the changes up to
 * then have been applied, generation by generation, until only few are left, which are being written at that moment. A
 * difference that no change explains is real.
 */
export async function checkInStep(
  verifier: Verifier,
  sync: CollectionSync,
  onProgress: (compared: number) => Promise<void>,
): Promise<InStepVerdict> {
  await sync.catchUp();
  sync.touched.clear();
  const changes = new CatchUpTurns(sync);
  const { compared, suspects } = await verifier.all(async (done) => {
    if (changes.isDue) await changes.take();
    await onProgress(done);
    crashPoint('mid-verification');
  });
  return { compared, ...(await settle(verifier, sync, suspects)) };
}

/** Compares again what was written since the last comparison, and what was suspected then. */
export async function settle(
  verifier: Verifier,
  sync: CollectionSync,
  suspects: readonly Mismatch[] = [],
): Promise<Omit<InStepVerdict, 'compared'>> {
  let open = new Map(suspects.map(({ id }) => [idKey(id), id]));
  let generations = 0;
  let before: number;
  do {
    await sync.catchUp();
    for (const [key, id] of sync.touched) open.set(key, id);
    before = open.size;
    sync.touched.clear();
    const mismatches = await verifier.some([...open.values()]);
    await sync.catchUp();
    const real = mismatches.filter(({ id }) => !sync.touched.has(idKey(id)));
    if (real.length > 0) throw new IntegrityError(real);
    open = new Map(sync.touched);
    generations += 1;
    // As many as are written during one comparison always remain.
  } while (open.size > FEW && (generations < 2 || open.size < STILL_FEWER * before) && generations < MAX_GENERATIONS);
  return { generations, open: [...open.values()] };
}

/** Copies differ from their source, and no change in progress explains it. */
export class IntegrityError extends MigrationError {
  constructor(readonly mismatches: readonly Mismatch[]) {
    const [first] = mismatches;
    super(
      'INTEGRITY',
      `${mismatches.length} documents are not as expected, e.g. ${JSON.stringify(first?.id)} in ` +
        `${first?.collection ?? ''}: ${first?.problem ?? ''}`,
      { mismatches: mismatches.slice(0, REPORTED) },
    );
  }
}
