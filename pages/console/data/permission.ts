import { reaches, type Role } from './run.js';
import { role } from './session.js';

/** Why this tab's key may not do something that requires a role; `null` if it may. The service enforces it anyway. */
export function lacks(needed: Role): string | null {
  if (reaches(role.value, needed)) return null;
  const own = role.value;
  return own === null
    ? 'The permissions of this key are not known yet'
    : `This requires the role ${needed}; this key has the role ${own}`;
}
