import { reaches, type Role } from './run.js';
import { role } from './session.js';

/** Why this tab's key may not do something that requires a role; `null` if it may. The service enforces it anyway. */
export function lacks(needed: Role): string | null {
  if (reaches(role.value, needed)) return null;
  const own = role.value;
  return own === null
    ? 'It is not known yet what this key may do'
    : `This needs the role ${needed}; this key is a ${own}’s`;
}
