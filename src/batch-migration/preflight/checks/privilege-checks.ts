import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import { askServer } from '../database-facts.js';
import type { Grant, RoleName } from '../mongodb-roles.js';
import type { Privilege } from '../privileges.js';
import { notGranted, privilegesOf, privilegeText } from '../privileges.js';

/** What remains invisible without each of the read-only privileges. */
const UNSEEN: Readonly<Record<string, string>> = {
  inprog: 'index builds and transactions that a switch would wait for',
  serverStatus: 'whether writes are slowed down for the secondaries',
  replSetGetStatus: 'members that are down or lag behind',
  getParameter: 'the feature compatibility version',
  getLog: 'which applications still write an old shape',
  find: 'how far the oplog reaches back',
  collStats: 'the size of the oplog',
  indexStats: 'which indexes are used',
};

/** What the database user is allowed to do. */
export const PRIVILEGE_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'privileges',
    severity: 'blocker',
    ends: true,
    run: async (context) => judgePrivileges(await authInfo(context), context.collections.db.databaseName),
  },
  {
    name: 'diagnostic-privileges',
    severity: 'warning',
    run: async (context) => judgeDiagnostics(await authInfo(context), context.collections.db.databaseName),
  },
];

/** The connected user and its privileges. */
export interface AuthInfo {
  readonly authenticatedUsers: readonly { readonly user: string }[];
  readonly authenticatedUserPrivileges?: readonly Grant[];
}

async function authInfo({ collections }: PreflightContext): Promise<AuthInfo> {
  return (await askServer(collections, { connectionStatus: 1, showPrivileges: true })).authInfo as AuthInfo;
}

/** Whether the user may do everything that the service and its migrations do. */
export function judgePrivileges(info: AuthInfo, database: string): CheckFinding {
  if (info.authenticatedUsers.length === 0)
    return passed('Access control is off; everything is allowed', { accessControl: false });
  const missing = missingOf('catalogService', info, database);
  if (missing.length === 0)
    return passed(`${namesOf(info)} has every privilege that the service and a migration need`, {
      accessControl: true,
      missing,
    });
  return failed(`${namesOf(info)} lacks ${missing.map(privilegeText).join(', ')}`, bringUpToDate('catalogService'), {
    accessControl: true,
    missing,
  });
}

/** Whether the user may see what else is going on in the server. */
export function judgeDiagnostics(info: AuthInfo, database: string): CheckFinding {
  if (info.authenticatedUsers.length === 0) return passed('Access control is off; everything can be read');
  const missing = missingOf('catalogDiagnostics', info, database);
  if (missing.length === 0)
    return passed(`${namesOf(info)} may look at the oplog, at running operations and at the replica set`, { missing });
  const texts = missing.map(
    (privilege) => `${privilegeText(privilege)} (${UNSEEN[privilege.action] ?? 'for the reports'})`,
  );
  return failed(
    `${namesOf(info)} lacks optional privileges: ${texts.join(', ')}`,
    bringUpToDate('catalogDiagnostics'),
    {
      missing,
    },
  );
}

function missingOf(
  role: RoleName,
  { authenticatedUserPrivileges = [] }: AuthInfo,
  database: string,
): readonly Privilege[] {
  return notGranted(privilegesOf(role, database), authenticatedUserPrivileges);
}

function namesOf({ authenticatedUsers }: AuthInfo): string {
  return authenticatedUsers.map(({ user }) => user).join(', ');
}

function bringUpToDate(role: RoleName): string {
  return (
    'Give it the role ' +
    (`${role} as in ops/mongodb-roles.json: ops/mongodb-users.js makes the roles or brings them up ` +
      'to date, see docs/operations.md')
  );
}
