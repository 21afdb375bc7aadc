import { Global, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import mongoose from 'mongoose';

import { Collections } from './collections.js';
import { MongoConnector } from './mongo-connector.js';

// By default, Mongoose drops unknown fields from a filter, and then `deleteMany({ typo })` matches everything.
mongoose.set('strictQuery', 'throw');

/**
 * The only connection to the database, for Mongoose models (`MongooseModule.forFeature`) and for the driver's own
 * handles. Not `MongooseModule.forRoot`: it opens the connection itself, tries only once, and gives up if the database
 * is down.
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
