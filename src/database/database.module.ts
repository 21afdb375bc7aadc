import { Global, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import mongoose from 'mongoose';

import { Collections } from './collections.js';
import { MongoConnector } from './mongo-connector.js';

// Mongoose's default drops an unknown field from a filter, and then `deleteMany({ typo })` matches everything.
mongoose.set('strictQuery', 'throw');

/**
 * The one connection to the database, for Mongoose models (`MongooseModule.forFeature`) and for the driver's own
 * handles. Not `MongooseModule.forRoot`: it opens the connection itself, once, and gives up where the database is down.
 */
@Global()
@Module({
  providers: [
    { provide: getConnectionToken(), useFactory: () => mongoose.createConnection() },
    Collections,
    MongoConnector,
  ],
  exports: [getConnectionToken(), Collections, MongoConnector],
})
export class DatabaseModule {}
