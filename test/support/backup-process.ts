// Makes a backup of `TEST_DATABASE` into `TEST_FOLDER`. Stops itself midway (`TEST_STOP=1`) or at a crash point.
import { openBackupRig } from './backup-rig.js';

const { TEST_DATABASE = '', TEST_FOLDER = '', TEST_STOP = '0' } = process.env;
const rig = await openBackupRig({ database: TEST_DATABASE, folder: TEST_FOLDER });
let isFirst = true;
const onProgress = (): void => {
  if (TEST_STOP === '1' && isFirst) process.kill(process.pid, 'SIGSTOP');
  isFirst = false;
};
await rig.backups.create({ reason: 'to be killed', onProgress });
await rig.client.close();
process.stdout.write('done\n');
