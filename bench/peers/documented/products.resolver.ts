import { Args, Query, Resolver } from '@nestjs/graphql';

import { ListProductsDto } from './list-products.dto.js';
import { Product } from './product.schema.js';
import { ProductsService } from './products.service.js';

@Resolver(() => Product)
export class ProductsResolver {
  constructor(private readonly productsService: ProductsService) {}

  @Query(() => [Product])
  async products(@Args() args: ListProductsDto): Promise<Product[]> {
    return this.productsService.findAll(args);
  }
}
