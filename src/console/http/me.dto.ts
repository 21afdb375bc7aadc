import { ApiProperty } from '@nestjs/swagger';

import { type Role, ROLES } from '../../config/api-key.js';

/** An admin API operation, as seen by the key's holder. */
export class PermittedOperationDto {
  @ApiProperty({ example: 'restoreBackup', description: 'Its operationId in this document' }) operationId!: string;
  @ApiProperty({ enum: ROLES, description: 'Lowest role that may call it' }) role!: Role;
  @ApiProperty({ description: 'Whether this key may call it' }) allowed!: boolean;
}

/** The holder of a key. */
export class MeDto {
  @ApiProperty({ example: 'night-shift', description: 'The key’s name in ADMIN_API_KEYS' }) name!: string;
  @ApiProperty({ enum: ROLES }) role!: Role;
  @ApiProperty({ type: [PermittedOperationDto] }) operations!: PermittedOperationDto[];
}
