// Keeps the journal of `TEST_DATABASE` in `TEST_FOLDER`, for a test to kill it.
import { openJournalRig } from './journal-rig.js';

const { TEST_DATABASE = '', TEST_FOLDER = '' } = process.env;
const rig = await openJournalRig({ database: TEST_DATABASE, folder: TEST_FOLDER });
rig.keeper().start();
process.stdout.write('keeping\n');
