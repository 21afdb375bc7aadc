import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';

import type { ListProductsDto } from './list-products.dto.js';
import { Product, type ProductDocument } from './product.schema.js';

const LIST_FIELDS = [
  'name',
  'description',
  'category',
  'subcategory',
  'slug',
  'primaryImage',
  'pricing.basePrice',
  'pricing.currency',
  'inventory.available',
  'inventory.quantity',
  'metadata.featured',
  'metadata.bestseller',
  'metadata.newArrival',
  'metadata.tags',
  'materialSpecs',
  'creator.handle',
  'creator.name',
];

@Injectable()
export class ProductsService {
  constructor(@InjectModel(Product.name) private readonly productModel: Model<Product>) {}

  async findAll({ priceMin = 0, limit = 24 }: ListProductsDto): Promise<ProductDocument[]> {
    return this.productModel
      .find({
        'metadata.status': { $in: ['active', 'out-of-stock', 'coming-soon'] },
        'pricing.basePrice': { $gte: priceMin },
      })
      .select(LIST_FIELDS)
      .sort({ 'pricing.basePrice': 1, _id: 1 })
      .limit(limit)
      .exec();
  }
}
