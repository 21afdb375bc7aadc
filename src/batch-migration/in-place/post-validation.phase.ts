import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { StoredDocument } from '../../../migrations/index.js';
import { downgrade, upgradeToLatest } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { writeReport } from '../../reports/report-writer.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import type { MigrationContext } from '../migration-context.js';
import { compareMeasures } from '../../query-performance/compare-measures.js';
import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { PhaseDetail } from '../phase.js';
import { judge } from '../phases/performance.phase.js';
import { warnOfOldShapes } from '../phases/switch.phase.js';
import { requireSuccess } from '../success-rate.js';
import { Progress } from '../progress.js';
import { changeValidation } from '../../collection-swap/named-collections.js';
import { MigrationError } from '../run/run-errors.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import { decode } from '../../collection-swap/stored-bytes.js';
import { IntegrityError } from '../verify/sync-check.js';
import type { Mismatch } from '../verify/verifier.js';
import { mapLive } from './live-documents.js';
import { rawDocuments } from '../../database/raw-replies.js';

const PAGE = 500;
const TURN_MS = 8;
const REPORTED = 20;

/** The findings of a pass over every document. */
interface Findings {
  compared: number;
  /** Documents written in an old shape since the sweep, and upgraded now. */
  upgradedLate: number;
  readonly mismatches: Mismatch[];
}

/**
 * Checks every document after a sweep: it must have the latest version and be readable, or be in quarantine, and every
 * document that an upgrade produced must have a downgrade. Documents that outside writers stored in an old shape
 * meanwhile are upgraded and do not count as errors. At the end of a migration the query classes are also measured
 * against the baseline, and from then on the server's log names the connection of every write in an old shape.
 */
export async function postValidateInPlace(context: MigrationContext): Promise<PhaseDetail> {
  const { run, tools } = context;
  const { compared, upgradedLate, mismatches } = await lookAtAll(context);
  const quarantined = await dropGoneFromQuarantine(context);
  const verdict = mismatches.length === 0 ? 'passed' : 'failed';
  await writeReport(tools.settings.REPORT_DIR, 'data-integrity-verification-report.json', {
    runId: run.id,
    strategy: 'in-place',
    verdict,
    compared,
    upgradedLate,
    quarantined,
    mismatches: mismatches.slice(0, REPORTED),
    at: new Date(),
  });
  if (mismatches.length > 0) throw new IntegrityError(mismatches);
  requireSuccess({ migrated: compared - quarantined, quarantined });
  const detail = { compared, upgradedLate, quarantined, mismatches: 0 };
  if (run.value.state !== 'running') return detail;
  const classes = await measured(context);
  await changeValidation(context.db, context.known('source'), warnOfOldShapes(context.validation));
  return { ...detail, classes };
}

async function lookAtAll(context: MigrationContext): Promise<Findings> {
  const { run, db } = context;
  const source = context.known('source');
  const findings: Findings = { compared: 0, upgradedLate: 0, mismatches: [] };
  const progress = new Progress(run, run.value.counts.total);
  for (let after: readonly unknown[] = []; ;) {
    // A cleanup calls this at an operator's request, which is still pending: it must not interrupt itself.
    if (run.value.state === 'running') run.safePoint();
    else run.ensureMine();
    const ids = await nextIds(db, source, after, PAGE);
    if (ids.length === 0) break;
    await lookAtPage(context, ids, findings);
    after = [ids.at(-1)];
    await progress.update(findings.compared, {});
  }
  return findings;
}

async function lookAtPage(
  { run, tools }: MigrationContext,
  ids: readonly unknown[],
  findings: Findings,
): Promise<void> {
  const raw = await rawDocuments(tools.collections.products.find(byIds(ids)));
  const older: unknown[] = [];
  let turn = performance.now();
  for (const bytes of raw) {
    const document = decode(bytes);
    if (!isReadableLatest(document)) older.push(document['_id']);
    else if (hasNoWayBack(document))
      findings.mismatches.push({
        id: document['_id'],
        collection: PRODUCTS,
        problem: 'the upgraded document cannot be downgraded',
      });
    if (performance.now() - turn > TURN_MS) {
      await yieldToOthers();
      turn = performance.now();
    }
  }
  findings.compared += raw.length;
  if (older.length === 0) return;
  const { changed, refused } = await mapLive(tools.collections.products, older, {
    direction: 'up',
    lockBy: run,
    ensureMine: () => {
      run.ensureMine();
    },
  });
  await tools.quarantine.add(run.id, 'up', PRODUCTS, refused);
  await tools.quarantine.release(changed);
  findings.upgradedLate += changed.length;
}

function isReadableLatest(document: StoredDocument): boolean {
  const outcome = upgradeToLatest(document);
  return outcome.ok && outcome.value.patch === null;
}

/** Only for documents that an upgrade produced: one created in the latest shape may hold what no older shape can. */
function hasNoWayBack(document: StoredDocument): boolean {
  return Object.hasOwn(document, 'legacy') && !downgrade(document).ok;
}

/** Removes documents that were deleted meanwhile from quarantine; returns how many are still in it. */
async function dropGoneFromQuarantine({ tools }: MigrationContext): Promise<number> {
  const ids = await tools.quarantine.ids();
  const present = new Set<string>();
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = ids.slice(start, start + PAGE);
    const found = await tools.collections.products.find(byIds(page), { projection: { _id: 1 } }).toArray();
    for (const { _id } of found) present.add(idKey(_id));
  }
  await tools.quarantine.release(ids.filter((id) => !present.has(idKey(id))));
  return tools.quarantine.count();
}

/**
 * Measures the query classes against the baseline. Without a baseline there is nothing to compare with. If the catalog
 * missed its limits even before the migration (e.g. because of a missing index), a rollback would not help.
 */
async function measured(context: MigrationContext): Promise<unknown> {
  const baseline = context.run.value.work.baseline as PerformanceMeasure | null;
  if (baseline === null) return null;
  const { verdict, reasons, classes } = await judge(context, PRODUCTS);
  const keptLimitsBefore = compareMeasures(baseline, baseline).verdict === 'passed';
  if (verdict === 'refused' && keptLimitsBefore)
    throw new MigrationError('PERFORMANCE', `The migrated catalog is too slow: ${reasons.join('; ')}`, { classes });
  return classes;
}
