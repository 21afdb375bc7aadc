import type { Grant, Resource, RoleName } from './mongodb-roles.js';
import { mongodbRoles } from './mongodb-roles.js';

/** One action on one resource. */
export interface Privilege {
  readonly action: string;
  readonly resource: Resource;
}

/** The individual privileges of a role. */
export function privilegesOf(role: RoleName, database: string): readonly Privilege[] {
  const { privileges = [] } = mongodbRoles(database).find(({ createRole }) => createRole === role) ?? {};
  return privileges.flatMap(({ resource, actions }) => actions.map((action) => ({ action, resource })));
}

/** The privileges that none of the grants covers. */
export function notGranted(privileges: readonly Privilege[], grants: readonly Grant[]): readonly Privilege[] {
  return privileges.filter(
    ({ action, resource }) =>
      !grants.some(
        (grant) =>
          covers(grant.resource, resource) && (grant.actions.includes(action) || grant.actions.includes('anyAction')),
      ),
  );
}

/** Formats a privilege for people, e.g. `collMod on the database genz_jewelry`. */
export function privilegeText({ action, resource: { db, collection, cluster } }: Privilege): string {
  if (cluster === true) return `${action} on the cluster`;
  return collection === '' ? `${action} on the database ${db}` : `${action} on ${db}.${collection}`;
}

/** Whether a grant on one resource applies to another. Grants on parts of a database do not add up to the whole. */
function covers(granted: Resource, wanted: Resource): boolean {
  if (granted.anyResource === true) return true;
  if (granted.cluster === true || wanted.cluster === true) return granted.cluster === wanted.cluster;
  return (
    (granted.db === '' || granted.db === wanted.db) &&
    (granted.collection === '' || granted.collection === wanted.collection)
  );
}
