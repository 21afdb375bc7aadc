import type { ModelDefinition } from '@nestjs/mongoose';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';

const connections = new WeakMap<object, Connection>();

/** A model on a test's own client, like those that Nest injects into the service. */
export function modelOf<T>(
  { client, db }: { readonly client: mongo.MongoClient; readonly db: mongo.Db },
  { name, schema }: Pick<ModelDefinition, 'name' | 'schema'>,
): Model<T> {
  const connection = connections.get(client) ?? mongoose.createConnection().setClient(client);
  connections.set(client, connection);
  const own = connection.useDb(db.databaseName, { useCache: true });
  return (own.models[name] ?? own.model(name, schema)) as unknown as Model<T>;
}
