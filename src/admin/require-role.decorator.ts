import { type CustomDecorator, SetMetadata } from '@nestjs/common';

import type { Role } from '../config/api-key.js';

/** Metadata key of `@RequireRole()`. */
export const REQUIRED_ROLE = 'catalog:required-role';

/** The lowest role for a route. A route with neither this nor `@Public()` requires `admin`. */
export const RequireRole = (role: Role): CustomDecorator => SetMetadata(REQUIRED_ROLE, role);
