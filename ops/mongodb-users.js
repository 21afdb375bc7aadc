/*
 * For mongosh, as a user who may make roles and users, on the replica set (or mongos):
 *
 *   mongosh "mongodb://admin@db1,db2,db3/?replicaSet=rs0&authSource=admin" ops/mongodb-users.js
 *
 * Makes the roles of mongodb-roles.json in the database admin, or brings them up to date, and the user that the service
 * connects as. Doing it again changes nothing but what is new in the file; an existing user keeps its password unless
 * another one is given. Settings are environment variables:
 *
 *   MONGODB_DATABASE    the service's database, genz_jewelry by default
 *   CATALOG_USER        the user's name, catalog by default
 *   CATALOG_PASSWORD    its password; asked for where the user is new and this is not set
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const WRITTEN_FOR = 'genz_jewelry';
const { MONGODB_DATABASE: database = WRITTEN_FOR, CATALOG_USER: user = 'catalog', CATALOG_PASSWORD: password } = process.env;
const admin = db.getSiblingDB('admin');

const forDatabase = ({ resource, actions }) => ({ resource: resource.db === WRITTEN_FOR ? { ...resource, db: database } : resource, actions });
for (const { createRole: role, privileges, roles } of JSON.parse(readFileSync(join(__dirname, 'mongodb-roles.json'), 'utf8'))) {
  const definition = { privileges: privileges.map(forDatabase), roles };
  const exists = admin.getRole(role) !== null;
  if (exists) admin.updateRole(role, definition);
  else admin.createRole({ role, ...definition });
  print(`Role ${role} ${exists ? 'brought up to date' : 'made'}`);
}

const roles = ['catalogService', 'catalogDiagnostics'].map((role) => ({ role, db: 'admin' }));
if (admin.getUser(user) === null) {
  admin.createUser({ user, pwd: password ?? passwordPrompt(), roles });
  print(`User ${user} made, with ${roles.map(({ role }) => role).join(' and ')}`);
} else {
  admin.grantRolesToUser(user, roles);
  if (password !== undefined) admin.changeUserPassword(user, password);
  print(`User ${user} has ${roles.map(({ role }) => role).join(' and ')}`);
}
