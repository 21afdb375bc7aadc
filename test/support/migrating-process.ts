import 'reflect-metadata';

import { settingsFromText } from './migration-settings.js';
import { startMigrationRig } from './migration-rig.js';

// A process that drives migrations, to be killed or frozen by tests at the points that CATALOG_CRASH_AT and
// CATALOG_STOP_AT name.
const { DATABASE = '', SETTINGS = '', ROLE = 'supervise', ASK } = process.env;
const rig = await startMigrationRig({ name: DATABASE, settings: settingsFromText(SETTINGS) });
rig.supervisor.start();
if (ROLE === 'start') await rig.startBare();
process.stdout.write('driving\n');
if (ASK === 'rollback' || ASK === 'cleanup') {
  const run = await rig.runs.active();
  if (run !== null) await rig.service.ask(run._id, ASK, 'test');
}
