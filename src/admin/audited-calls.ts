import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { AuditLog } from '../audit/audit-log.js';
import type { AuditedAction } from '../audit/audit-record.js';
import { auditSource } from './audit-actor.js';

/** Admin API calls recorded in the audit log: the intent before, the outcome after. */
@Injectable()
export class AuditedCalls {
  constructor(private readonly log: AuditLog) {}

  /** Runs a request's action on behalf of its key. */
  audited<T>(
    request: FastifyRequest,
    action: Omit<AuditedAction, 'actor' | 'requestId'>,
    effect: (by: string) => Promise<T>,
  ): Promise<T> {
    const source = auditSource(request);
    return this.log.around({ ...source, ...action }, () => effect(source.actor.name));
  }
}
