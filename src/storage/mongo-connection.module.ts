import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import mongoose from 'mongoose';

import { Collections } from './collections.js';
import { MongoConnector } from './mongo-connector.js';

// Mongoose's default drops an unknown field from a filter, and then `deleteMany({ typo })` matches everything.
mongoose.set('strictQuery', 'throw');

/** The one connection to the database, for Mongoose models and for the driver's own handles. */
@Global()
@Module({
  imports: [MongooseModule.forRootAsync({ useFactory: () => ({ lazyConnection: true }) })],
  providers: [Collections, MongoConnector],
  exports: [Collections, MongoConnector],
})
export class MongoConnectionModule {}
