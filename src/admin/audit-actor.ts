import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../audit/audit-record.js';
import { UnauthenticatedError } from '../errors/domain-error.js';
import { actorOf } from './admin.guard.js';

/** The actor and id of an admin API request, for the audit log. */
export function auditSource(request: FastifyRequest): { readonly actor: AuditActor; readonly requestId: string } {
  const key = actorOf(request);
  if (key === undefined)
    throw new UnauthenticatedError('Send an API key in the X-API-Key header, or as Authorization: Bearer');
  return { actor: { name: key.name, role: key.role, via: 'api', ip: request.ip }, requestId: request.id };
}
