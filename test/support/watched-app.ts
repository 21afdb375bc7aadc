import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { newApiKey } from '../../src/admin/new-api-key.js';
import { AlertPace } from '../../src/alerts/alert-pace.js';
import type { AlertRule } from '../../src/alerts/alert-rule.js';
import { RULES } from '../../src/alerts/alert-watch.js';
import { AppModule } from '../../src/app.module.js';
import { setUp } from '../../src/app.setup.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { createHttpAdapter } from '../../src/http/http-server.js';
import { createLogger } from '../../src/logging/logger.js';
import { PinoLoggerService } from '../../src/logging/pino-logger.service.js';
import { MonitoringPace } from '../../src/monitoring/monitoring-pace.js';

/** A response. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** The service with fast monitoring and alerts. */
export interface WatchedApp {
  call(path: string, options?: RequestInit): Promise<Answered>;
  /** Calls the admin API with a key. */
  admin(path: string): Promise<{
    readonly status: number;
    readonly body: { readonly data: unknown; readonly pagination: { readonly nextCursor: string | null } };
  }>;
  close(): Promise<void>;
}

const QUICK: MonitoringPace = { writeEveryMs: 100, lookEveryMs: 100, explainEveryMs: 100 };
const AT_ONCE: AlertPace = { judgeEveryMs: 100, sendEveryMs: 50, firstRetryMs: 100 };

/** Starts it on a free port. */
export async function startWatchedApp(changes: Partial<Settings>, rules: readonly AlertRule[]): Promise<WatchedApp> {
  const { key, entry } = newApiKey('watcher', 'viewer');
  const settings = withSettings(
    readSettings({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '1000000',
      // Tests share the process, or a busy machine, with the service: it must not shed their requests.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      SCHEDULES_ENABLED: 'false',
    }),
    { ADMIN_API_KEYS: [entry], ...changes },
  );
  const log = createLogger(settings);
  const module = await Test.createTestingModule({ imports: [AppModule.with(settings)] })
    .overrideProvider(MonitoringPace)
    .useValue(QUICK)
    .overrideProvider(AlertPace)
    .useValue(AT_ONCE)
    .overrideProvider(RULES)
    .useValue(rules)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(log), {
    logger: new PinoLoggerService(log),
    bodyParser: false,
    forceCloseConnections: false,
  });
  await setUp(app, settings, log);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = await app.getUrl();
  const call = async (path: string, options: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(`${address}${path}`, options);
    return { status: response.status, text: await response.text() };
  };
  return {
    call,
    admin: async (path) => {
      const { status, text } = await call(`/api/admin/${path}`, { headers: { 'x-api-key': key } });
      return { status, body: JSON.parse(text) as Awaited<ReturnType<WatchedApp['admin']>>['body'] };
    },
    close: () => app.close(),
  };
}
