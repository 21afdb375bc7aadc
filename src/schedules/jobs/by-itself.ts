import type { AuditedAction } from '../../audit/audit-record.js';

/** The audited action of a change made by a schedule. */
export function byItself(by: string, action: string, target: string): AuditedAction {
  return { actor: { name: by, role: 'operator', via: 'schedule' }, action, target };
}
