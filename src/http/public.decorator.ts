import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of `@Public()`. */
export const PUBLIC = 'catalog:public';

/** Opens a route, resolver or class to everyone. Without it, access is denied: forgetting it can never open a route. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);
