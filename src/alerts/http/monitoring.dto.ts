import { ApiProperty } from '@nestjs/swagger';

import type { ClassFigures, MonitoringSummary } from '../../monitoring/monitoring.service.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import type { AlertsService, FiringCounts } from '../alerts.service.js';

const integer = { type: 'integer' } as const;
const numberOrNull = { type: Number, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

type Parts<T> = Record<keyof T, unknown>;

/** Latencies on this instance, in milliseconds. */
class InstanceFiguresDto implements Parts<ClassFigures['thisInstance']> {
  @ApiProperty(integer) requests!: number;
  @ApiProperty(numberOrNull) p50!: number | null;
  @ApiProperty(numberOrNull) p95!: number | null;
  @ApiProperty(numberOrNull) p99!: number | null;
  @ApiProperty(numberOrNull) max!: number | null;
}

/** Latencies over all instances, in whole minutes. */
class AllInstancesFiguresDto implements Parts<ClassFigures['allInstances']> {
  @ApiProperty(integer) requests!: number;
  @ApiProperty(integer) failures!: number;
  @ApiProperty(integer) overLimit!: number;
  @ApiProperty(numberOrNull) meanMs!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'Estimated from buckets' }) p95!: number | null;
  @ApiProperty(numberOrNull) maxMs!: number | null;
}

/** A query class compared with its target. */
class QueryClassDto implements Parts<ClassFigures> {
  @ApiProperty({ enum: QUERY_CLASS_NAMES }) name!: ClassFigures['name'];
  @ApiProperty() title!: string;
  @ApiProperty({ ...integer, description: 'Target for the 95th percentile' }) limitMs!: number;
  @ApiProperty({ enum: ['inside', 'over', 'no-requests'], description: 'Over all instances' })
  verdict!: ClassFigures['verdict'];
  @ApiProperty() thisInstance!: InstanceFiguresDto;
  @ApiProperty() allInstances!: AllInstancesFiguresDto;
}

/** An instance of the service. */
class InstanceDto implements Parts<MonitoringSummary['instance']> {
  @ApiProperty() host!: string;
  @ApiProperty(integer) pid!: number;
  @ApiProperty(integer) uptimeSeconds!: number;
}

/** Requests to the catalog in which the service failed. */
class ErrorShareDto implements Parts<MonitoringSummary['errors']> {
  @ApiProperty(integer) requests!: number;
  @ApiProperty(integer) failures!: number;
  @ApiProperty() share!: number;
}

/** The connection pool of this instance. */
class PoolDto implements Parts<MonitoringSummary['pool']> {
  @ApiProperty(integer) max!: number;
  @ApiProperty(integer) open!: number;
  @ApiProperty(integer) inUse!: number;
  @ApiProperty(integer) waiting!: number;
  @ApiProperty() utilisation!: number;
}

/** A member of the replica set. */
class MemberDto implements Parts<MonitoringSummary['replication']['members'][number]> {
  @ApiProperty() name!: string;
  @ApiProperty() state!: string;
  @ApiProperty() healthy!: boolean;
  @ApiProperty(numberOrNull) lagSeconds!: number | null;
}

/** The replica set. */
class ReplicationDto implements Parts<MonitoringSummary['replication']> {
  @ApiProperty({ type: [MemberDto] }) members!: MonitoringSummary['replication']['members'];
  @ApiProperty(textOrNull) problem!: string | null;
}

/** Lazy upgrades. */
class LazyUpgradesDto implements Parts<MonitoringSummary['catalogue']['lazyUpgrades']> {
  @ApiProperty(integer) written!: number;
  @ApiProperty(integer) overtaken!: number;
  @ApiProperty(integer) dropped!: number;
  @ApiProperty(integer) failed!: number;
}

/** The catalog in memory. */
class CatalogStateDto implements Parts<MonitoringSummary['catalogue']> {
  @ApiProperty(integer) products!: number;
  @ApiProperty(integer) entryBytes!: number;
  @ApiProperty(integer) evicted!: number;
  @ApiProperty(integer) failing!: number;
  @ApiProperty(integer) unrecognised!: number;
  @ApiProperty(integer) quarantined!: number;
  @ApiProperty(integer) changeStreamSilenceSeconds!: number;
  @ApiProperty() lazyUpgrades!: LazyUpgradesDto;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  migration!: MonitoringSummary['catalogue']['migration'];
}

/** Slow queries. */
class SlowQueryCountDto implements Parts<MonitoringSummary['slowQueries']> {
  @ApiProperty(integer) kindsInLastDay!: number;
}

/** Number of firing alerts, by severity. */
class FiringCountsDto implements FiringCounts {
  @ApiProperty(integer) CRITICAL!: number;
  @ApiProperty(integer) WARNING!: number;
  @ApiProperty(integer) INFO!: number;
}

/** A rule that could not be evaluated. */
class UnjudgedRuleDto {
  @ApiProperty() rule!: string;
  @ApiProperty() problem!: string;
}

/** Summary of the alerts. */
class AlertSummaryDto {
  @ApiProperty({ type: FiringCountsDto }) firing!: FiringCounts;
  @ApiProperty({
    type: [UnjudgedRuleDto],
    description: 'Rules that this instance could not evaluate, with the reason',
  })
  notJudged!: AlertsService['problems'];
}

/** The service's state. Times are in milliseconds. */
export class MonitoringDto implements MonitoringSummary {
  @ApiProperty() instance!: InstanceDto;
  @ApiProperty(integer) windowSeconds!: number;
  @ApiProperty({ type: [QueryClassDto] }) queryClasses!: readonly QueryClassDto[];
  @ApiProperty() errors!: ErrorShareDto;
  @ApiProperty() pool!: PoolDto;
  @ApiProperty() replication!: ReplicationDto;
  @ApiProperty() catalogue!: CatalogStateDto;
  @ApiProperty() slowQueries!: SlowQueryCountDto;
  @ApiProperty() alerts!: AlertSummaryDto;
}
