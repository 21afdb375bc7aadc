import 'reflect-metadata';

import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger as Pino } from 'pino';

import { keyOf } from './admin/admin-key.js';
import { AdminKeys } from './admin/admin-keys.js';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import { CatalogService } from './catalog/catalog.service.js';
import { keepGraphqlAnswers } from './graphql/kept-answers.js';
import { addPlayground } from './graphql/playground.js';
import { Readiness } from './health/readiness.js';
import { separateAdmin } from './http/admin-listener.js';
import { addDocsAssets } from './http/docs-assets.js';
import { addHttpPlugins, createHttpAdapter } from './http/http-server.js';
import { setUpOpenApi } from './http/openapi.js';
import { createLogger } from './logging/logger.js';
import { PinoLoggerService } from './logging/pino-logger.service.js';
import { measureRequests } from './metrics/http-metrics.js';
import { MetricsRegistry } from './metrics/metrics-registry.js';
import { measureQueries } from './monitoring/measure-queries.js';
import { QueryMeter } from './monitoring/query-meter.js';
import { OldApiMeter } from './old-api/old-api-meter.js';
import { serveOldClients } from './old-api/serve-old-clients.js';
import { addPages } from './pages/add-pages.js';

/** What an application is built from. */
export interface AppOptions {
  readonly settings: Settings;
  /** Defaults to a logger made from the settings. */
  readonly log?: Pino;
  /** Additional modules, for tests. */
  readonly modules?: readonly Type[];
}

/** Opens the admin listener, if a separate one is configured; returns its address. */
export type OpenAdmin = () => Promise<string | undefined>;

const openers = new WeakMap<NestFastifyApplication, OpenAdmin>();

/** Returns the function that opens an application's admin listener. */
export function adminOpener(app: NestFastifyApplication): OpenAdmin {
  return openers.get(app) ?? (() => Promise.resolve(undefined));
}

/** Builds the application, ready to `init` or `listen`; the service, the demo and the tests all use it. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const log = options.log ?? createLogger(options.settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(options.settings, options.modules),
    createHttpAdapter(log, options.settings.TRUSTED_PROXIES),
    { logger: new PinoLoggerService(log), bodyParser: false, abortOnError: false, forceCloseConnections: false },
  );
  await setUp(app, options.settings, log);
  return app;
}

/** Everything around the routes: plugins, hooks and pages. */
export async function setUp(app: NestFastifyApplication, settings: Settings, log: Pino): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  measureRequests(server, app.get(MetricsRegistry));
  measureQueries(server, app.get(QueryMeter));
  serveOldClients(server, settings, app.get(OldApiMeter));
  keepGraphqlAnswers(server, app.get(CatalogService), app.get(GraphQLSchemaHost, { strict: false }));
  const keys = app.get(AdminKeys);
  await addHttpPlugins(server, settings, {
    log,
    isSecret: (text) => keys.find(text) !== undefined,
    keyNameOf: ({ headers }) => keys.find(keyOf(headers) ?? '')?.name,
  });
  const { ADMIN_PORT: port, ADMIN_HOST: host } = settings;
  if (port !== undefined) openers.set(app, separateAdmin(server, { port, host }));
  addPlayground(server);
  addDocsAssets(server);
  const catalog = app.get(CatalogService);
  addPages(server, (idOrSlug) => catalog.mayShow(idOrSlug));
  setUpOpenApi(app);
  const readiness = app.get(Readiness);
  // Clients with keep-alive connections then switch to another instance between two requests, not in the middle of one.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (readiness.isStopping) void reply.header('connection', 'close');
    done(null, payload);
  });
}
