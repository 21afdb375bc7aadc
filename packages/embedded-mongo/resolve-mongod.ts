import { EmbeddedMongoError, messageOf } from './embedded-mongo-error.js';
import { fetchMongod } from './fetch-mongod.js';
import { findMongod, type MongodSearch } from './find-mongod.js';
import { type MongodBinary, mongodCache, type Report } from './mongod-binary.js';

/** A mongod that runs on this machine: an existing one, else a downloaded one. */
export async function resolveMongod(
  report: Report,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<MongodBinary> {
  const found = await findMongod(environment);
  if (found.binary !== undefined) return found.binary;

  const fetched = await fetchMongod(mongodCache(environment), report).catch((error: unknown): MongodSearch => ({
    tried: [`${mongodCache(environment)} can't be written: ${messageOf(error)}`],
  }));
  if (fetched.binary !== undefined) return fetched.binary;

  const tried = [...found.tried, ...fetched.tried].map((line) => `  - ${line}`).join('\n');
  throw new EmbeddedMongoError(
    'MONGOD_NOT_AVAILABLE',
    `No mongod was found and none could be fetched. Set MONGODB_URI to a running MongoDB (a replica set), ` +
      `or MONGOD_BINARY to a mongod, or install one on the PATH. Tried:\n${tried}`,
  );
}
