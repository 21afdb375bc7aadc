import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { reaches } from '../../admin/admin-key.js';
import { ApiAdmin, of } from '../../admin/api-docs.js';
import { auditSource } from '../../admin/audit-actor.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { type Role, ROLES } from '../../config/api-key.js';
import { AdminOperations } from './admin-operations.js';

/** An operation of the admin API as the holder of a key sees it, for the OpenAPI document. */
export class PermittedOperationModel {
  @ApiProperty({ example: 'restoreBackup', description: 'As this document names it' }) operationId!: string;
  @ApiProperty({ enum: ROLES, description: 'The least role that it takes' }) role!: Role;
  @ApiProperty({ description: 'Whether this key may' }) allowed!: boolean;
}

/** The holder of a key, for the OpenAPI document. */
export class MeModel {
  @ApiProperty({ example: 'night-shift', description: 'As ADMIN_API_KEYS names the key' }) name!: string;
  @ApiProperty({ enum: ROLES }) role!: Role;
  @ApiProperty({ type: [PermittedOperationModel] }) operations!: PermittedOperationModel[];
}

/** Tells the holder of a key who they are, so that a page can show from the start what they may do. */
@ApiTags('console')
@ApiExtraModels(MeModel)
@Controller('api/admin/me')
export class MeController {
  constructor(private readonly operations: AdminOperations) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'The name and the role of the key, and what it may do',
    operationId: 'getMe',
    role: 'viewer',
    data: of(MeModel),
  })
  me(@Query() raw: RawParameters, @Req() request: FastifyRequest): Answer<MeModel> {
    new ParameterReader(raw, []).finish();
    const { name, role: own } = auditSource(request).actor;
    const operations = this.operations
      .list()
      .map(({ operationId, role }) => ({ operationId, role, allowed: reaches(own as Role, role) }));
    return { success: true, data: { name, role: own as Role, operations } };
  }
}
