// Restores the products of `TEST_DATABASE` from `TEST_FOLDER`, for a test to kill or freeze it at a crash point.
import { openJournalRig } from './journal-rig.js';

const { TEST_DATABASE = '', TEST_FOLDER = '', TEST_BACKUP = '', TEST_POINT = '' } = process.env;
const rig = await openJournalRig({ database: TEST_DATABASE, folder: TEST_FOLDER });
process.stdout.write('restoring\n');
const { state, error } = await rig.restoreLive(TEST_BACKUP, TEST_POINT);
process.stdout.write(`${state} ${error?.message ?? ''}\n`);
await rig.client.close();
