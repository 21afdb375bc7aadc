/** What a privilege is about, as MongoDB names it: a whole database has `collection: ''`. */
export interface Resource {
  readonly db?: string;
  readonly collection?: string;
  readonly cluster?: boolean;
  readonly anyResource?: boolean;
}

/** Privileges as a role or `connectionStatus` lists them. */
export interface Grant {
  readonly resource: Resource;
  readonly actions: readonly string[];
}

/** A role as MongoDB's `createRole` takes it. */
export interface RoleDocument {
  readonly createRole: RoleName;
  readonly privileges: readonly Grant[];
  readonly roles: readonly string[];
}

/**
 * `catalogService` is all that the service, its command line and its migrations do. Without one of `catalogDiagnostics`
 * everything works, but something cannot be seen. `catalogOutsideWriter` is for other applications that write products:
 * it passes neither validator nor write fence.
 */
export type RoleName = 'catalogService' | 'catalogDiagnostics' | 'catalogOutsideWriter';

/**
 * Everything that the service does to its database, each of it tried against a server. Copies of a migration, scratch
 * collections and restored backups have names of the moment, so nothing less than the database will do. Collections are
 * created by right of `insert`, and renamed by right of `find`, `dropCollection`, `insert` and `createIndex`.
 */
const SERVICE = [
  'find',
  'insert',
  'update',
  'remove',
  'changeStream',
  'bypassDocumentValidation',
  'listCollections',
  'dropCollection',
  'collMod',
  'listIndexes',
  'createIndex',
  'dropIndex',
  'collStats',
  'dbStats',
];

/**
 * The roles that the database's users need, for a database of this name. `ops/mongodb-roles.json` is what this gives
 * for the default one.
 */
export function mongodbRoles(database: string): readonly RoleDocument[] {
  const everything = { db: database, collection: '' };
  return [
    { createRole: 'catalogService', privileges: [{ resource: everything, actions: SERVICE }], roles: [] },
    {
      createRole: 'catalogDiagnostics',
      privileges: [
        {
          resource: { cluster: true },
          actions: ['inprog', 'serverStatus', 'replSetGetStatus', 'getParameter', 'getLog'],
        },
        { resource: { db: 'local', collection: 'oplog.rs' }, actions: ['find', 'collStats'] },
        { resource: everything, actions: ['indexStats'] },
      ],
      roles: [],
    },
    {
      createRole: 'catalogOutsideWriter',
      privileges: [
        { resource: { db: database, collection: 'products' }, actions: ['find', 'insert', 'update', 'remove'] },
      ],
      roles: [],
    },
  ];
}
