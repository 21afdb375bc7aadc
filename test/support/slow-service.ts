// The service with a route that responds only after the process was asked to stop, and, with ACCEPT_MS, with a pause
// after each connection, as on a machine that is busy with other things.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Module } from '@nestjs/common';

import { createApp } from '../../src/app.setup.js';
import { readSettings } from '../../src/config/read-settings.js';
import { Public } from '../../src/http/public.decorator.js';
import { stopOnSignals } from '../../src/lifecycle.js';
import { createLogger } from '../../src/logging/logger.js';
import { Collections } from '../../src/database/collections.js';

@Public()
@Controller('slow')
class SlowController {
  constructor(private readonly collections: Collections) {}

  @Get()
  async slow(): Promise<{ ping: unknown }> {
    process.stdout.write('slow request begun\n');
    await once(process, 'SIGTERM');
    await sleep(300);
    return { ping: (await this.collections.db.command({ ping: 1 }))['ok'] };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

const settings = readSettings();
const log = createLogger(settings);
const app = await createApp({ settings, log, modules: [SlowModule] });
stopOnSignals(app, log, () => Promise.resolve());
await app.listen({ port: 0, host: '127.0.0.1' });
(app.getHttpServer() as Server).on('connection', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env['ACCEPT_MS'] ?? 0));
});
process.stdout.write(`address ${await app.getUrl()} end\n`);
