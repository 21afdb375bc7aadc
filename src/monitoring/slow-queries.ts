import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { type CommandShape, shapeOf } from './command-shape.js';
import { MonitoringPace } from './monitoring-pace.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { SlowQueryExplainer } from './slow-query-explainer.js';
import { MAX_SAMPLES, type SlowQuery, type SlowQueryChange, SlowQueryStore } from './slow-query-store.js';

/** Maximum number of shapes between two writes; further ones are only counted. */
const MAX_SHAPES = 200;

type Tally = Omit<SlowQueryChange, keyof CommandShape>;

const NOTHING: Tally = { count: 0, totalMs: 0, maxMs: 0, samples: [], plan: null };

/**
 * Collects slow queries by shape, without values, and writes them to the database in intervals, where those of all
 * instances are merged. None of this happens within a request.
 */
@Injectable()
export class SlowQueries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SlowQueries.name);
  /** By shape, since the last write. */
  private readonly seen = new Map<string, SlowQueryChange>();
  private readonly explainer = new SlowQueryExplainer();
  private readonly writing: BackgroundLoop;
  private readonly explaining: BackgroundLoop;
  private readonly count: (shape: Pick<CommandShape, 'collection' | 'command'>) => void;

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly store: SlowQueryStore,
    metrics: MetricsRegistry,
    pace: MonitoringPace,
  ) {
    const total = metrics.counter(
      'catalog_slow_queries_total',
      'Database commands that took longer than SLOW_QUERY_MS',
      ['collection', 'command'],
    );
    this.count = ({ collection, command }) => {
      total.inc({ collection, command });
    };
    const failed = (error: unknown): void => {
      this.logger.debug(`Slow queries were not written; retrying with the next: ${messageOf(error)}`);
    };
    this.writing = new BackgroundLoop({ work: () => this.write(), everyMs: pace.writeEveryMs, failed });
    this.explaining = new BackgroundLoop({ work: () => this.explain(), everyMs: pace.explainEveryMs, failed });
  }

  onApplicationBootstrap(): void {
    this.writing.start((signal) => this.connector.untilConnected(signal));
    this.explaining.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.writing.stop(), this.explaining.stop()]);
    if (this.connector.hasPrimary) await this.write().catch(() => undefined);
  }

  /** Records a slow command. */
  record(commandName: string, command: Readonly<Record<string, unknown>>, milliseconds: number): void {
    const shape = shapeOf(commandName, command);
    this.count(shape);
    this.explainer.offer(shape.key, commandName, command);
    const ms = Math.round(milliseconds);
    this.take(shape, { count: 1, totalMs: ms, maxMs: ms, samples: [ms], plan: null });
  }

  /** Writes the slow commands since the last call. */
  async write(): Promise<void> {
    const changes = [...this.seen.values()];
    if (changes.length === 0) return;
    this.seen.clear();
    try {
      await this.store.add(changes);
    } catch (error) {
      for (const change of changes) this.take(change, change);
      throw error;
    }
  }

  /** The slow queries of all instances, most recent first. */
  list(page: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<{ readonly queries: readonly SlowQuery[]; readonly next: string | null }> {
    return this.store.list(page);
  }

  private take(shape: CommandShape, { count, totalMs, maxMs, samples, plan }: Tally): void {
    const known = this.seen.get(shape.key);
    if (known === undefined && this.seen.size >= MAX_SHAPES) return;
    const { count: before, totalMs: msBefore, maxMs: most, samples: earlier, plan: planBefore } = known ?? NOTHING;
    const { key, command, collection, shape: text } = shape;
    this.seen.set(key, {
      key,
      command,
      collection,
      shape: text,
      count: before + count,
      totalMs: msBefore + totalMs,
      maxMs: Math.max(most, maxMs),
      samples: [...earlier, ...samples].slice(-MAX_SAMPLES),
      plan: plan ?? planBefore,
    });
  }

  private async explain(): Promise<void> {
    const explained = await this.explainer.next(this.collections.db);
    if (explained === undefined) return;
    const { key, summary } = explained;
    const waiting = this.seen.get(key);
    if (waiting === undefined) await this.store.setPlan(key, summary);
    else this.take(waiting, { ...NOTHING, plan: summary });
  }
}
