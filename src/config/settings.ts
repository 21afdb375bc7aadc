import { availableParallelism } from 'node:os';

import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, ValidateIf } from 'class-validator';

import { defaultThreads, toApiKeys, toBoolean, toNumber, toText } from './setting-values.js';
import type { ApiKey } from './api-key.js';
import { AreApiKeys, AreProxies, IsDay, IsMongodbUri, IsWebhookSecret, IsWebhookUrl, IsZone } from './setting-rules.js';

const DAY_MS = 86_400_000;
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

/** Whether requests of the shop's old API are served. */
export type OldApi = 'accept' | 'refuse';

/** Whether a legacy product that is read is stored upgraded, or only upgraded in the response. */
export type LazyUpgrade = 'write-back' | 'read-only';

/**
 * Every setting of the service, from the environment variable of the same name, with its default. Injectable; nothing
 * else reads the environment. For an invalid setting, the message says what is accepted: see `settings-error.ts`.
 */
export class Settings {
  @IsIn(['development', 'test', 'production'], { message: 'use development, test or production' })
  readonly NODE_ENV: 'development' | 'test' | 'production' = 'development';

  /** 0 picks any free port. */
  @wholeNumber(0, 65_535) readonly PORT: number = 3000;

  @Matches(/^[\w.:-]{1,255}$/, { message: 'use a host name or an address, e.g. 127.0.0.1 or 0.0.0.0' })
  readonly HOST: string = '127.0.0.1';

  /** Load balancers trusted to report a request's origin; empty for none. */
  @Transform(toText)
  @AreProxies()
  readonly TRUSTED_PROXIES: string = '';

  /** If unset outside production, an embedded server is started. */
  @ValidateIf((settings: Settings) => settings.MONGODB_URI !== undefined || settings.NODE_ENV === 'production')
  @IsMongodbUri()
  readonly MONGODB_URI?: string;

  @Matches(/^[A-Za-z0-9_-]{1,63}$/, { message: 'use letters, digits, _ and -, 63 at most' })
  readonly MONGODB_DATABASE: string = 'genz_jewelry';

  @IsOptional()
  @IsString()
  readonly MONGOD_BINARY?: string;

  /** Hashed secrets; if empty, the admin API answers 503. */
  @Transform(toApiKeys)
  @AreApiKeys()
  readonly ADMIN_API_KEYS: readonly ApiKey[] = [];

  /** A file with more keys, one per line, checked every two seconds: for changes without a restart. */
  @IsOptional()
  @Matches(/\S/, { message: 'use the name of a file' })
  readonly ADMIN_API_KEYS_FILE?: string;

  /**
   * A separate port for admin API, metrics and console, if they are not to share the public one; 0 picks any free port.
   */
  @IsOptional()
  @wholeNumber(0, 65_535)
  readonly ADMIN_PORT?: number;

  @Matches(/^[\w.:-]{1,255}$/, { message: 'use a host name or an address, e.g. 127.0.0.1 or 10.0.0.5' })
  readonly ADMIN_HOST: string = '127.0.0.1';

  @text() readonly BACKUP_DIR: string = 'backups';
  @text() readonly REPORT_DIR: string = 'reports';
  @wholeNumber(1, 3650) readonly BACKUP_RETENTION_DAYS: number = 30;
  /** Whether this instance may keep the journal of changes in `BACKUP_DIR`; only one instance at a time does. */
  @Transform(toBoolean)
  @IsBoolean({ message: 'use true or false' })
  readonly JOURNAL_ENABLED: boolean = true;

  /** The longest time before a change is flushed to disk. */
  @wholeNumber(1, 30) readonly JOURNAL_FLUSH_SECONDS: number = 5;

  /** Together with the heartbeat: a stalled primary is abandoned after about 4 s instead of 39 s. */
  @wholeNumber(100, 60_000) readonly MONGO_CONNECT_TIMEOUT_MS: number = 2000;
  @wholeNumber(500, 60_000) readonly MONGO_HEARTBEAT_MS: number = 2000;
  @wholeNumber(1, 1000) readonly MONGO_MAX_POOL_SIZE: number = 10;
  @wholeNumber(0, 1000) readonly MONGO_MIN_POOL_SIZE: number = 2;
  @wholeNumber(0, DAY_MS) readonly MONGO_MAX_IDLE_MS: number = 30_000;
  @wholeNumber(100, 600_000) readonly MONGO_SERVER_SELECTION_TIMEOUT_MS: number = 5000;
  /** 0 means no timeout. */
  @wholeNumber(0, DAY_MS) readonly MONGO_SOCKET_TIMEOUT_MS: number = 45_000;

  @IsIn(['write-back', 'read-only'], { message: 'use write-back or read-only' })
  readonly LAZY_UPGRADE: LazyUpgrade = 'write-back';

  @IsIn(['accept', 'refuse'], { message: 'use accept or refuse' })
  readonly OLD_API: OldApi = 'accept';

  /** The day after which the old API may be removed, announced to its clients. */
  @IsOptional()
  @IsDay()
  readonly OLD_API_SUNSET?: string;
  /**
   * Memory for the listing data of each product, in MB: enough for about 1,000,000 products. Beyond it, the rest is
   * fetched on demand.
   */
  @wholeNumber(1, 1_000_000) readonly CATALOG_MEMORY_MB: number = 1024;
  /** Threads that map documents during a migration, besides the main one. */
  @wholeNumber(0, 16) readonly MIGRATION_THREADS: number = defaultThreads(availableParallelism());
  /** How long listings work without the database, in seconds, before they answer 503. */
  @wholeNumber(0, DAY_MS / 1000) readonly STALE_READS_SECONDS: number = 300;

  @IsOptional()
  @IsWebhookUrl()
  readonly ALERT_WEBHOOK_URL?: string;

  /** Required with the address: receivers verify the sender of a message by the signature. */
  @ValidateIf(
    (settings: Settings) => settings.ALERT_WEBHOOK_SECRET !== undefined || settings.ALERT_WEBHOOK_URL !== undefined,
  )
  @IsWebhookSecret()
  readonly ALERT_WEBHOOK_SECRET?: string;

  /** Database commands that take longer, in milliseconds, are listed as slow. */
  @wholeNumber(1, 600_000) readonly SLOW_QUERY_MS: number = 300;

  @Transform(toBoolean)
  @IsBoolean({ message: 'use true or false' })
  readonly SCHEDULES_ENABLED: boolean = true;

  /** The time zone of the schedules' times. */
  @IsZone() readonly SCHEDULES_TIME_ZONE: string = 'UTC';

  @IsIn(logLevels, { message: `use one of ${logLevels.join(', ')}` })
  readonly LOG_LEVEL: LogLevel = 'info';

  /**
   * While tasks wait longer than this for the event loop, in milliseconds, requests are rejected with 503; 0: never.
   */
  @wholeNumber(0, 60_000) readonly MAX_EVENT_LOOP_DELAY_MS: number = 500;

  /** Per client address and instance. */
  @wholeNumber(1, 1_000_000) readonly RATE_LIMIT_PER_MINUTE: number = 600;
}

/** A whole number within bounds, written in digits. */
function wholeNumber(least: number, most: number): PropertyDecorator {
  const message = `use an integer from ${least} to ${most}`;
  return (target, property) => {
    Transform(toNumber)(target, property);
    for (const rule of [IsInt({ message }), Min(least, { message }), Max(most, { message })]) rule(target, property);
  };
}

/** A non-empty text of any form. */
function text(): PropertyDecorator {
  return (target, property) => {
    Transform(toText)(target, property);
    Matches(/\S/, { message: 'use a folder name' })(target, property);
  };
}
