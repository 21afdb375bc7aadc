import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { writeReport } from '../reports/report-writer.js';
import { Collections } from '../database/collections.js';
import type { BuildResult } from './build-indexes.js';
import { buildProgress } from './build-progress.js';
import type { ComparedIndex } from './compare-indexes.js';
import { ID_INDEX } from './compare-indexes.js';
import type { IndexAnalysis } from './index-analysis.js';
import { IndexAnalyser } from './index-analysis.js';
import { IndexBuilder } from './index-builder.js';
import { IndexKeptError } from './index-errors.js';
import { catalogIndexes, indexesOnRequest } from './index-definitions.js';
import type { IndexOverview } from './index-overview.js';
import { readOverview } from './index-overview.js';
import type { RemovalOutcome } from './index-removals.js';
import { IndexRemovals } from './index-removals.js';
import type { IndexReport } from './index-report.js';
import { toIndexReport } from './index-report.js';
import { requireNoWork } from './operation-in-progress.js';

/** Options for building indexes. */
export interface SyncOptions {
  /** Names of on-request indexes to build as well. */
  readonly also?: readonly string[];
  /** Called with the progress of running builds. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Options for removing an index. */
export interface RemoveOptions {
  readonly by: string;
  /** Allows removing a declared index. */
  readonly force: boolean;
  /** How long it stays hidden; `undefined`: the default period. */
  readonly graceDays?: number | undefined;
}

/** The result of building missing indexes. */
export interface SyncResult extends BuildResult {
  readonly overview: IndexOverview;
}

const ASK_PROGRESS_EVERY_MS = 500;

/** Operations on the products' indexes, for the admin API, the command line and schedules. */
@Injectable()
export class CatalogIndexes {
  constructor(
    private readonly collections: Collections,
    private readonly builder: IndexBuilder,
    private readonly removals: IndexRemovals,
    private readonly analyser: IndexAnalyser,
    private readonly settings: Settings,
  ) {}

  /** Declared and existing indexes, their use, and advice. */
  async overview(): Promise<IndexOverview> {
    return readOverview(this.collections.db, await this.removals.list());
  }

  /** Builds missing declared indexes and the given on-request ones; drops nothing. Waits for running builds. */
  async sync({ also = [], onProgress }: SyncOptions = {}): Promise<SyncResult> {
    requireOnRequest(also);
    await requireNoWork(this.collections.db, 'an index build');
    const { compared } = await this.overview();
    const wanted = compared.filter(
      ({ name, state, definition }) =>
        definition !== undefined &&
        (state === 'missing' || state === 'building' || (state === 'on-request' && also.includes(name))),
    );
    const building = this.builder.build(
      wanted.flatMap(({ definition, blockedBy }) =>
        definition === undefined || blockedBy !== undefined ? [] : [definition],
      ),
    );
    const result = await (onProgress === undefined ? building : this.withProgress(building, onProgress));
    return {
      built: result.built,
      refused: [...result.refused, ...wanted.flatMap(blockedOf)],
      overview: await this.overview(),
    };
  }

  /** Explains and times every query class, and writes the report. */
  async analyse(
    signal?: AbortSignal,
  ): Promise<{ readonly analysis: IndexAnalysis; readonly report: IndexReport; readonly path: string }> {
    const analysis = await this.analyser.analyse(signal);
    const report = toIndexReport(await this.overview(), analysis);
    return {
      analysis,
      report,
      path: await writeReport(this.settings.REPORT_DIR, 'index-optimization-report.json', report),
    };
  }

  /** Hides an index, or drops it after its grace period. Never the one of `_id`, and a declared one only with force. */
  async remove(name: string, { by, force, graceDays }: RemoveOptions): Promise<RemovalOutcome> {
    if (name === ID_INDEX) throw new IndexKeptError(name, 'MongoDB needs it');
    const always = catalogIndexes().find((one) => one.name === name);
    if (always !== undefined && !force)
      throw new IndexKeptError(
        name,
        'it is declared for ' +
          `${always.serves.query}; to drop it anyway, use force; the next sync or start of the service builds it again`,
      );
    const onRequest = indexesOnRequest().find((one) => one.name === name);
    if (onRequest !== undefined && !force)
      throw new IndexKeptError(
        name,
        `it was built on request for ${onRequest.serves.query}; to drop it anyway, use force`,
      );
    await requireNoWork(this.collections.db, 'the removal of an index');
    return this.removals.remove(name, { by, graceDays });
  }

  /** Makes a hidden index visible again. */
  async unhide(name: string): Promise<void> {
    await requireNoWork(this.collections.db, 'a change of an index');
    await this.removals.unhide(name);
  }

  /** Drops indexes whose grace period is over. */
  dropDue(): ReturnType<IndexRemovals['dropDue']> {
    return this.removals.dropDue();
  }

  private async withProgress<T>(building: Promise<T>, tell: NonNullable<SyncOptions['onProgress']>): Promise<T> {
    const ended = building.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([ended, sleep(ASK_PROGRESS_EVERY_MS, false, { ref: false })]))) {
      const progress = await buildProgress(this.collections.client, this.collections.db.databaseName);
      if (progress !== undefined) tell(progress.done, progress.total);
    }
    return building;
  }
}

function requireOnRequest(names: readonly string[]): void {
  const known = indexesOnRequest().map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new InvalidInputError(
      unknown.map((value) => ({
        parameter: 'also',
        value,
        problem: `is not an on-request index; use ${known.join(', ')}`,
      })),
    );
}

function blockedOf({ name, blockedBy }: ComparedIndex): { readonly name: string; readonly problem: string }[] {
  return blockedBy === undefined
    ? []
    : [
        {
          name,
          problem: `The index ${blockedBy} blocks it; drop it first: catalog indexes drop ${blockedBy}`,
        },
      ];
}
