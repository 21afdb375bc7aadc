/** The resource of a privilege, in MongoDB's terms: a whole database has `collection: ''`. */
export interface Resource {
  readonly db?: string;
  readonly collection?: string;
  readonly cluster?: boolean;
  readonly anyResource?: boolean;
}

/** Privileges as listed by a role or by `connectionStatus`. */
export interface Grant {
  readonly resource: Resource;
  readonly actions: readonly string[];
}

/** A role in the form that MongoDB's `createRole` takes. */
export interface RoleDocument {
  readonly createRole: RoleName;
  readonly privileges: readonly Grant[];
  readonly roles: readonly string[];
}

/**
 * `catalogService` covers everything that the service, its command line and its migrations do. Without
 * `catalogDiagnostics` everything works, but some things cannot be seen. `catalogOutsideWriter` is for other
 * applications that write products: it bypasses neither the validator nor the write fence.
 */
export type RoleName = 'catalogService' | 'catalogDiagnostics' | 'catalogOutsideWriter';

/**
 * Everything that the service does to its database, each action tested against a server. Copies of a migration, scratch
 * collections and restored backups have generated names, so the privileges must cover the whole database. `insert`
 * allows creating a collection; renaming one takes `find`, `dropCollection`, `insert` and `createIndex`.
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
 * The roles for the database's users, for a database with this name. `ops/mongodb-roles.json` is the result for the
 * default name.
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
