import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import type { ApiKey, Role } from '../config/api-key.js';
import { Settings } from '../config/settings.js';
import { KeyRefusals } from '../access/key-refusals.js';
import { ForbiddenError, UnavailableError } from '../errors/domain-error.js';
import { PUBLIC } from '../http/public.decorator.js';
import { findKey, keyOf, reaches } from './admin-key.js';
import { REQUIRED_ROLE } from './require-role.decorator.js';

const actors = new WeakMap<object, ApiKey>();

/** Whose key a request showed; `undefined` for a public one. For the audit log. */
export function actorOf(request: object): Pick<ApiKey, 'name' | 'role'> | undefined {
  return actors.get(request);
}

/** Stands before every route: closed unless marked public, then open to keys whose role reaches far enough. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
    private readonly refusals: KeyRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) === true) return true;

    // GraphQL has no closed part: what is not marked there has been forgotten.
    if (context.getType<string>() === 'graphql') throw new ForbiddenError('This field is not open to the public');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const needed = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, targets) ?? 'admin';
    actors.set(request, this.admit(request, needed));
    return true;
  }

  private admit(request: FastifyRequest, needed: Role): ApiKey {
    const { ADMIN_API_KEYS: keys } = this.settings;
    if (keys.length === 0)
      throw new UnavailableError('The admin API is off: set ADMIN_API_KEYS to name:role:sha256-hex-of-key', null);
    const shown = keyOf(request.headers);
    if (shown === undefined) throw this.refusals.missing();
    const key = findKey(keys, shown);
    if (key === undefined) throw this.refusals.unknown(request, shown);
    if (!reaches(key.role, needed)) throw this.refusals.forbidden(request, key, needed);
    return key;
  }
}
