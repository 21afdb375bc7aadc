import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

import { REQUIRED_ROLE } from '../../admin/require-role.decorator.js';
import type { Role } from '../../config/api-key.js';
import { PUBLIC } from '../../http/public.decorator.js';

/** The metadata key under which `@ApiOperation` of @nestjs/swagger stores an operation's name. */
const OPERATION = 'swagger/apiOperation';

/** An admin API route: its name in the OpenAPI document, and its lowest role. */
export interface AdminOperation {
  readonly operationId: string;
  readonly role: Role;
}

/**
 * The admin API's routes, derived from the same metadata as the guard and the OpenAPI document, so the list cannot
 * become outdated.
 */
@Injectable()
export class AdminOperations {
  private found: readonly AdminOperation[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** All routes, sorted by name. */
  list(): readonly AdminOperation[] {
    this.found ??= this.read();
    return this.found;
  }

  private read(): readonly AdminOperation[] {
    const found = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Readonly<Record<string, unknown>>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => this.operationOf(prototype[name], metatype));
    });
    return found.sort((a, b) => (a.operationId < b.operationId ? -1 : 1));
  }

  private operationOf(handler: unknown, controller: object): readonly AdminOperation[] {
    if (typeof handler !== 'function') return [];
    const operation = this.reflector.get<{ readonly operationId?: string } | undefined>(OPERATION, handler as never);
    const targets = [handler, controller] as never[];
    if (operation?.operationId === undefined || this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return [];
    // The guard's default: a route without a role is for admins.
    const role = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, targets) ?? 'admin';
    return [{ operationId: operation.operationId, role }];
  }
}
