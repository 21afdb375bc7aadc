import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { AuditLog } from '../audit/audit-log.js';
import type { AuditedAction } from '../audit/audit-record.js';
import { auditSource } from './audit-actor.js';

/**
 * Calls of the admin API that go through the audit log: what is about to be done is written before, how it ended after.
 */
@Injectable()
export class AuditedCalls {
  constructor(private readonly log: AuditLog) {}

  /** Carries out what a request asks for, in the name of its key. */
  audited<T>(
    request: FastifyRequest,
    action: Omit<AuditedAction, 'actor' | 'requestId'>,
    effect: (by: string) => Promise<T>,
  ): Promise<T> {
    const source = auditSource(request);
    return this.log.around({ ...source, ...action }, () => effect(source.actor.name));
  }
}
