// The service as `src/main.ts` starts it, with the admin API of migrations in any case.
import { createApp } from '../../../src/app.setup.js';
import { AdminModule } from '../../../src/admin/admin.module.js';
import { readSettings } from '../../../src/config/read-settings.js';
import { stopOnSignals } from '../../../src/lifecycle.js';
import { createLogger } from '../../../src/logging/logger.js';

const settings = readSettings();
const log = createLogger(settings);
const app = await createApp({ settings, log, modules: [AdminModule] });
stopOnSignals(app, log, () => Promise.resolve());
await app.listen({ port: settings.PORT, host: settings.HOST });
log.info(`Listening on ${await app.getUrl()}`);
