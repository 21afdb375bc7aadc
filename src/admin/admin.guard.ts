import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import type { ApiKey, Role } from '../config/api-key.js';
import { KeyRefusals } from '../access/key-refusals.js';
import { ForbiddenError, UnavailableError } from '../errors/domain-error.js';
import { PUBLIC } from '../http/public.decorator.js';
import { keyOf, reaches } from './admin-key.js';
import { AdminKeys } from './admin-keys.js';
import { REQUIRED_ROLE } from './require-role.decorator.js';

const ADMIN_IS_OFF =
  'The admin API is off: set ADMIN_API_KEYS, or write ADMIN_API_KEYS_FILE, with name:role:sha256-hex-of-key';

const actors = new WeakMap<object, ApiKey>();

/** The key of a request, for the audit log; `undefined` for a public one. */
export function actorOf(request: object): Pick<ApiKey, 'name' | 'role'> | undefined {
  return actors.get(request);
}

/** Guards every route: unless it is marked public, it needs a key with a sufficient role. */
@Injectable()
export class AdminGuard implements CanActivate {
  /** Caches public routes by class and handler, since every request asks. */
  private readonly open = new WeakMap<object, WeakMap<object, boolean>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: AdminKeys,
    private readonly refusals: KeyRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.isPublic(context)) return true;

    // GraphQL has no private part, so an unmarked field has been forgotten.
    if (context.getType<string>() === 'graphql') throw new ForbiddenError('This field is not open to the public');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, targets) ?? 'admin';
    actors.set(request, this.admit(request, needed));
    return true;
  }

  private isPublic(context: ExecutionContext): boolean {
    const [handler, owner] = [context.getHandler(), context.getClass()];
    let known = this.open.get(owner);
    if (known === undefined) this.open.set(owner, (known = new WeakMap()));
    let isOpen = known.get(handler);
    if (isOpen === undefined) {
      isOpen = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [handler, owner]) === true;
      known.set(handler, isOpen);
    }
    return isOpen;
  }

  private admit(request: FastifyRequest, needed: Role): ApiKey {
    if (this.keys.all.length === 0) throw new UnavailableError(ADMIN_IS_OFF, null);
    const shown = keyOf(request.headers);
    if (shown === undefined) throw this.refusals.missing(request);
    const key = this.keys.find(shown);
    if (key === undefined) throw this.refusals.unknown(request, shown);
    if (key.expiresAt !== undefined && key.expiresAt <= Date.now()) throw this.refusals.expired(request, key);
    if (!reaches(key.role, needed)) throw this.refusals.forbidden(request, key, needed);
    return key;
  }
}
