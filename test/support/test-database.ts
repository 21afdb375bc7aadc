import { randomUUID } from 'node:crypto';

import { type Db, MongoClient } from 'mongodb';

/** A test file's own database. */
export interface TestDatabase {
  readonly uri: string;
  readonly name: string;
  readonly client: MongoClient;
  readonly db: Db;
  /** Drops the database and closes the connection. */
  close(): Promise<void>;
}

/** A new, empty database on the mongod of this jest run. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const uri = testMongoUri();
  const name = `test-${randomUUID()}`;
  const client = await MongoClient.connect(uri, { appName: 'catalog-test' });
  const close = async (): Promise<void> => {
    await dropTestDatabase(client, name);
    await client.close();
  };
  return { uri, name, client, db: client.db(name), close };
}

/** Drops a test database; refuses any whose name is not that of one. */
export async function dropTestDatabase(client: MongoClient, name: string): Promise<void> {
  if (!name.startsWith('test-')) throw new Error(`Refused to drop ${name}: tests drop databases named test-… only`);
  await client.db(name).dropDatabase();
}

/** The address of the tests' mongod. */
export function testMongoUri(): string {
  const uri = process.env['TEST_MONGODB_URI'];
  if (uri === undefined || uri === '')
    throw new Error('TEST_MONGODB_URI is not set: run this test through jest, which starts a mongod');
  return uri;
}
