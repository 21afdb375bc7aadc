import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of `@Public()`. */
export const PUBLIC = 'catalog:public';

/** Opens a route, resolver or class to everyone. Without it nothing is: a forgotten mark closes, it never opens. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);
