import 'reflect-metadata';

import { settingsFromText } from './migration-settings.js';
import { startMigrationRig } from './migration-rig.js';

// A process that drives migrations, for tests to kill or freeze at the points in CATALOG_CRASH_AT and CATALOG_STOP_AT.
const { DATABASE = '', SETTINGS = '', ROLE = 'supervise', ASK } = process.env;
const rig = await startMigrationRig({ name: DATABASE, settings: settingsFromText(SETTINGS) });
rig.supervisor.start();
if (ROLE === 'start') await rig.startBare();
process.stdout.write('driving\n');
if (ASK === 'rollback' || ASK === 'cleanup') {
  const run = await rig.runs.active();
  if (run !== null) await rig.service.ask(run._id, ASK, 'test');
}
