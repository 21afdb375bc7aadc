import type { AuditedAction } from '../../audit/audit-record.js';

/** What a schedule changes, for the audit log. */
export function byItself(by: string, action: string, target: string): AuditedAction {
  return { actor: { name: by, role: 'operator', via: 'schedule' }, action, target };
}
