/*
 * For mongosh, on the machine of the first member (the server lets nobody else in while it has no users):
 *
 *   mongosh --nodb ops/mongodb-init.js
 *
 * Makes the replica set, its administrator, and by mongodb-users.js what the service needs. Doing it again is harmless.
 *
 *   MONGODB_MEMBERS           host:port of every member, comma separated, the one that it runs beside first
 *   MONGODB_REPLICA_SET       the set's name, rs0 by default
 *   MONGODB_ADMIN_PASSWORD    password of the administrator, who is called admin
 *
 * and the settings of mongodb-users.js.
 */
const { join } = require('node:path');

const { MONGODB_MEMBERS, MONGODB_REPLICA_SET: name = 'rs0', MONGODB_ADMIN_PASSWORD: password } = process.env;
if (!MONGODB_MEMBERS || !password) throw new Error('Set MONGODB_MEMBERS and MONGODB_ADMIN_PASSWORD');
const members = MONGODB_MEMBERS.split(',').map((host, _id) => ({ _id, host, priority: _id === 0 ? 2 : 1 }));
const port = members[0].host.split(':')[1] ?? '27017';
const first = new Mongo(`mongodb://127.0.0.1:${port}/?directConnection=true`).getDB('admin');

try {
  first.runCommand({ replSetInitiate: { _id: name, members } });
  print(`Replica set ${name} made`);
} catch (error) {
  // It is one already, or has users already and does not take this from nobody.
  if (!['AlreadyInitialized', 'Unauthorized'].includes(error.codeName)) throw error;
}

/* A member that has just been elected is named as the primary before it takes writes. */
const hasPrimary = ({ isWritablePrimary, primary, me }) => isWritablePrimary || (primary !== undefined && primary !== me);
for (let tries = 0; !hasPrimary(first.hello()); tries += 1) {
  if (tries === 240) throw new Error('The replica set has no primary after two minutes: see the logs of its members');
  sleep(500);
}

try {
  if (first.hello().isWritablePrimary) first.createUser({ user: 'admin', pwd: password, roles: ['root'] });
} catch (error) {
  if (error.codeName !== 'Unauthorized') throw error; // there are users, the administrator first of all
}

db = new Mongo(`mongodb://admin:${encodeURIComponent(password)}@${MONGODB_MEMBERS}/?replicaSet=${name}&authSource=admin`).getDB('admin');
load(join(__dirname, 'mongodb-users.js'));
