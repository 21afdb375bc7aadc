import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck } from '../check.js';
import { adminDb } from '../database-facts.js';

/** A privilege as `connectionStatus` lists it. */
export interface Privilege {
  readonly resource: { readonly db?: string; readonly collection?: string; readonly cluster?: boolean; readonly anyResource?: boolean };
  readonly actions: readonly string[];
}

/** What the migration does to collections of the database. */
const NEEDED = [
  'find', 'insert', 'update', 'remove', 'createCollection', 'collMod', 'createIndex', 'dropIndex', 'renameCollectionSameDB', 'dropCollection', 'changeStream',
  'bypassDocumentValidation', 'listCollections', 'listIndexes', 'collStats', 'dbStats',
] as const;

/** What only some checks look at. */
const USEFUL = ['inprog', 'serverStatus', 'replSetGetStatus'] as const;

/** What the database user may do. */
export const PRIVILEGE_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'privileges', severity: 'blocker',
    run: async ({ collections }) => {
      const status = await adminDb(collections).command({ connectionStatus: 1, showPrivileges: true });
      return judgePrivileges(status.authInfo as AuthInfo, collections.db.databaseName);
    },
  },
  {
    name: 'diagnostic-privileges', severity: 'warning',
    run: async ({ collections }) => {
      const status = await adminDb(collections).command({ connectionStatus: 1, showPrivileges: true });
      return judgeDiagnostics(status.authInfo as AuthInfo);
    },
  },
];

/** Who is connected and what they may do. */
export interface AuthInfo {
  readonly authenticatedUsers: readonly { readonly user: string }[];
  readonly authenticatedUserPrivileges?: readonly Privilege[];
}

/** Whether the user may do all that a migration does. */
export function judgePrivileges({ authenticatedUsers, authenticatedUserPrivileges = [] }: AuthInfo, database: string): CheckFinding {
  if (authenticatedUsers.length === 0) return passed('Access control is off: everything is allowed', { accessControl: false });
  const missing = NEEDED.filter((action) => !isAllowed(authenticatedUserPrivileges, action, database));
  const user = authenticatedUsers.map((one) => one.user).join(', ');
  if (missing.length === 0) return passed(`${user} has every privilege that a migration needs`, { accessControl: true });
  return failed(`${user} lacks privileges on the database ${database}: ${missing.join(', ')}`, `Grant the roles readWrite and dbAdmin on ${database}`, { accessControl: true, missing });
}

/** Whether the user may look at what else goes on in the server. */
export function judgeDiagnostics({ authenticatedUsers, authenticatedUserPrivileges = [] }: AuthInfo): CheckFinding {
  if (authenticatedUsers.length === 0) return passed('Access control is off: everything can be looked at');
  const missing = USEFUL.filter((action) => !authenticatedUserPrivileges.some(({ resource, actions }) => (resource.cluster === true || resource.anyResource === true) && covers(actions, action)));
  if (missing.length === 0) return passed('The user may look at running operations and the replica set');
  return failed(`Running operations, flow control or the replica set's state cannot be looked at: ${missing.join(', ')}`, 'Grant the role clusterMonitor, so that a migration can see what would block it', { missing });
}

function isAllowed(privileges: readonly Privilege[], action: string, database: string): boolean {
  return privileges.some(({ resource, actions }) => {
    const onDatabase = resource.anyResource === true || (resource.cluster !== true && (resource.db === '' || resource.db === database) && resource.collection === '');
    return onDatabase && covers(actions, action);
  });
}

function covers(actions: readonly string[], action: string): boolean {
  return actions.includes(action) || actions.includes('anyAction');
}
