import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../audit/audit-record.js';
import { UnauthenticatedError } from '../errors/domain-error.js';
import { actorOf } from './admin.guard.js';

/** Who a request of the admin API comes from, and its id: what the audit log has to know. */
export function auditSource(request: FastifyRequest): { readonly actor: AuditActor; readonly requestId: string } {
  const key = actorOf(request);
  if (key === undefined)
    throw new UnauthenticatedError('Send an API key in the X-API-Key header, or as Authorization: Bearer');
  return { actor: { name: key.name, role: key.role, via: 'api', ip: request.ip }, requestId: request.id };
}
