import { ApiProperty } from '@nestjs/swagger';

import { type Role, ROLES } from '../../config/api-key.js';

/** An operation of the admin API as the holder of a key sees it. */
export class PermittedOperationDto {
  @ApiProperty({ example: 'restoreBackup', description: 'As this document names it' }) operationId!: string;
  @ApiProperty({ enum: ROLES, description: 'The least role that it takes' }) role!: Role;
  @ApiProperty({ description: 'Whether this key may' }) allowed!: boolean;
}

/** The holder of a key. */
export class MeDto {
  @ApiProperty({ example: 'night-shift', description: 'As ADMIN_API_KEYS names the key' }) name!: string;
  @ApiProperty({ enum: ROLES }) role!: Role;
  @ApiProperty({ type: [PermittedOperationDto] }) operations!: PermittedOperationDto[];
}
