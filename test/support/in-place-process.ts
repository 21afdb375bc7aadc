// Sweeps the products of `TEST_DATABASE` for the run `TEST_RUN`, for a test to kill it midway (`CATALOG_CRASH_AT`).
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { sweepDown } from '../../src/batch-migration/in-place/sweep-down.js';
import { sweepUp } from '../../src/batch-migration/in-place/sweep-up.phase.js';
import { startInPlaceRig } from './in-place-rig.js';

const { TEST_DATABASE = '', TEST_RUN = '', TEST_DIRECTION = 'up' } = process.env;
const rig = await startInPlaceRig({
  name: TEST_DATABASE,
  settings: withSettings(new Settings(), { MONGODB_DATABASE: TEST_DATABASE }),
});
const context = await rig.drive(await rig.runs.get(TEST_RUN));
await (TEST_DIRECTION === 'up' ? sweepUp(context) : sweepDown(context));
process.stdout.write('done\n');
await rig.close();
