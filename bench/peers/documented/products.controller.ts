import { Controller, Get, Query } from '@nestjs/common';

import { ListProductsDto } from './list-products.dto.js';
import type { Product } from './product.schema.js';
import { ProductsService } from './products.service.js';

@Controller('products')
export class ProductsController {
  constructor(private readonly productsService: ProductsService) {}

  @Get()
  async findAll(@Query() query: ListProductsDto): Promise<{ success: true; data: Product[] }> {
    return { success: true, data: await this.productsService.findAll(query) };
  }
}
