import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MongooseModule } from '@nestjs/mongoose';

import { Product, ProductSchema } from './product.schema.js';
import { ProductsController } from './products.controller.js';
import { ProductsResolver } from './products.resolver.js';
import { ProductsService } from './products.service.js';

const { MONGODB_URI = '', MONGODB_DATABASE = '' } = process.env;

@Module({
  imports: [
    MongooseModule.forRoot(MONGODB_URI, { dbName: MONGODB_DATABASE }),
    MongooseModule.forFeature([{ name: Product.name, schema: ProductSchema }]),
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
  ],
  controllers: [ProductsController],
  providers: [ProductsService, ProductsResolver],
})
export class AppModule {}
