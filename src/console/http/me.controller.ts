import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { reaches } from '../../admin/admin-key.js';
import { AdminRoute } from '../../admin/admin-route.js';
import { CurrentKey } from '../../admin/request-arguments.js';
import type { ApiKey } from '../../config/api-key.js';
import { AdminOperations } from './admin-operations.js';
import { MeDto } from './me.dto.js';

/** Identifies the key's holder, so that a page can show from the start what is allowed. */
@ApiTags('console')
@Controller('api/admin/me')
export class MeController {
  constructor(private readonly operations: AdminOperations) {}

  @Get()
  @AdminRoute({
    summary: 'Name and role of the key, and its allowed operations',
    operationId: 'getMe',
    role: 'viewer',
    data: MeDto,
  })
  me(@CurrentKey() { name, role: own }: Pick<ApiKey, 'name' | 'role'>): MeDto {
    const operations = this.operations
      .list()
      .map(({ operationId, role }) => ({ operationId, role, allowed: reaches(own, role) }));
    return { name, role: own, operations };
  }
}
