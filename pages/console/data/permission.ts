import { reaches, type Role } from './run.js';
import { role } from './session.js';

/** Why the key of this tab may not do what needs a role; `null` where it may. The service decides all the same. */
export function lacks(needed: Role): string | null {
  if (reaches(role.value, needed)) return null;
  const own = role.value;
  return own === null
    ? 'It is not known yet what this key may do'
    : `This needs the role ${needed}; this key is a ${own}’s`;
}
